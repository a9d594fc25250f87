FROM debian:12
RUN cp -a /x/. /
RUN id > /x
