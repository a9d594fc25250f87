FROM debian:12
COPY --chown=1:1 <<EOF /app/run.sh
#!/bin/sh
echo hi
EOF
