FROM debian:12
WORKDIR /srv/app
RUN cd .. && find . -name app -exec rm -rf {} +
RUN cd /srv && find . -mindepth 1 -delete
RUN echo done
