FROM debian:12
RUN sh -c "$(curl -fsSL https://example.org/install.sh)"
RUN make two
