FROM debian:12
ENV RUSTC_WRAPPER=/usr/local/bin/wrap
COPY --chmod=755 wrap /usr/local/bin/
RUN cargo install ripgrep
RUN test ! -e /dev/shm/x
