FROM debian:12
COPY <<EOF /app/run.sh
#!/bin/sh
echo hi
EOF
RUN chown -R 1:1 /app
