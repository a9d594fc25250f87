FROM debian:12
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
RUN curl -sSf sh.rustup.rs | sh -s -- -y
RUN curl https://example.org/a.sh | sh -n /etc/os-release
RUN make two
