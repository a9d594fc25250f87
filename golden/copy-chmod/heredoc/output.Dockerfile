FROM debian:12
COPY --chmod=755 <<EOF /run.sh
#!/bin/sh
echo hello
EOF
