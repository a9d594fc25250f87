FROM debian:12
COPY app.tgz /tmp/
COPY check.sh /tmp/
RUN tar xf /tmp/app.tgz
RUN sh /tmp/check.sh
