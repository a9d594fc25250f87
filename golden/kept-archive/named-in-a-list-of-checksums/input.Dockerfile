FROM debian:12
WORKDIR /opt/dl
COPY SHA256SUMS ./
RUN curl -fsSLO https://example.org/pkg-1.0.tar.gz && tar xzf pkg-1.0.tar.gz
RUN cut -c67- SHA256SUMS | xargs ls > /listed
