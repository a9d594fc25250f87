FROM rust:1
WORKDIR /app
COPY . ./
RUN cargo build --release
RUN id > /id.txt
