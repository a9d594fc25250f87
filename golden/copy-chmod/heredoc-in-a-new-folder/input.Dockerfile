FROM debian:12
COPY <<EOF /tools/run.sh
echo hello
EOF
RUN chmod 700 /tools/run.sh
