FROM debian:12
ENV RUSTC_WRAPPER=sccache
RUN cargo build
RUN ps > /ps.txt
