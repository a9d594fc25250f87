FROM rust:1
WORKDIR /src
COPY . .
RUN cargo build --release && target/release/mk setup
RUN id -G > /id.txt
