FROM debian:12
ADD https://example.com/key /etc/key
