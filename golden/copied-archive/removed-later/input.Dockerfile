FROM debian:12
COPY app.tgz /tmp/
RUN tar xf /tmp/app.tgz
RUN rm /tmp/app.tgz
