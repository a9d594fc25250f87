FROM debian:12
COPY <<EOF /etc/motd
hello
EOF
RUN chmod 644 /etc/motd
