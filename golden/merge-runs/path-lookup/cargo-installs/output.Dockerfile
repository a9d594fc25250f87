FROM rust:1.75
RUN cargo install cargo-edit && \
    cargo install just
