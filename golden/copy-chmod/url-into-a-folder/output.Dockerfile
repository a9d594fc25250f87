FROM debian:12
ADD --chmod=755 https://example.com/tini /usr/local/bin/
