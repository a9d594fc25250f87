FROM debian:12
COPY --link run.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/run.sh
