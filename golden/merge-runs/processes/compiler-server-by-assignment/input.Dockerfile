FROM debian:12
RUN RUSTC_WRAPPER=/usr/bin/sccache cargo build
RUN ps > /ps.txt
