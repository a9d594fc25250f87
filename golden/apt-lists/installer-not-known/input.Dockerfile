FROM debian:12
RUN curl -fsSL https://example.com/setup.sh | bash - && apt-get install -y tool
