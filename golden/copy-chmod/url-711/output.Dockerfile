FROM debian:12
ADD --chmod=711 https://example.com/a.sh /bin/a.sh
