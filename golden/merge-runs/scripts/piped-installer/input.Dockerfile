FROM debian:12
RUN curl -fsSL https://example.org/install.sh | sudo -E bash -s -- --yes
RUN make two
