FROM debian:12
COPY --link run.sh /usr/local/bin/
RUN chmod 700 /usr/local/bin/run.sh
