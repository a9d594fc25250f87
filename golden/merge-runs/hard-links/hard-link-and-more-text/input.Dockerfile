FROM debian:12
RUN cp -al /etc /srv/etc
RUN echo more >> /etc/issue
