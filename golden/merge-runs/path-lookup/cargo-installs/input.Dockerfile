FROM rust:1.75
RUN cargo install cargo-edit
RUN cargo install just
