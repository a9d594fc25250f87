FROM debian:bookworm-slim
COPY install.sh /usr/local/bin/
RUN chmod 755 /usr/local/bin/install.sh
COPY app /app
RUN chmod +x /app/bin/run.sh
# expect: SL302
