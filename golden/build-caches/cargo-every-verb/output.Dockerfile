FROM rust:1.75
RUN cargo check x && cargo fetch x && cargo install x && cargo run x && cargo test x && cargo update x && \
    rm -rf "${CARGO_HOME:-$HOME/.cargo}/registry" "${CARGO_HOME:-$HOME/.cargo}/git"
