FROM debian:12
RUN cp -a /usr /x && mv /usr /y && mv /x /usr
RUN id > /x
