FROM debian:12
ADD --chmod=755 https://example.com/a.sh /bin/a.sh
