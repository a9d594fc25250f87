FROM debian:12
COPY target/run /usr/bin/
RUN chmod 700 /usr/bin/run
