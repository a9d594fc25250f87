FROM rust:1.80
COPY . .
RUN cargo build --release && \
    cp target/release/app /usr/local/bin/
