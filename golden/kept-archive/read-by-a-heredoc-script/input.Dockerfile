FROM debian:12
WORKDIR /dl
RUN curl -fsSLO https://example.org/pkg.tar.gz && tar xzf pkg.tar.gz
COPY --chmod=755 <<'EOT' /usr/local/bin/look
#!/bin/sh
ls -l pkg.tar.gz >> /log
EOT
RUN look
