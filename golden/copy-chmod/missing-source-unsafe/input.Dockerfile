FROM debian:12
COPY target/run /usr/bin/
RUN chmod +x /usr/bin/run
