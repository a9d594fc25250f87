FROM debian:12
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - && \
    curl -sSf sh.rustup.rs | sh -s -- -y && \
    curl https://example.org/a.sh | sh -n /etc/os-release && \
    make two
