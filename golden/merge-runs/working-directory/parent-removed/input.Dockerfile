FROM debian:12
WORKDIR /srv/app/build
RUN rm -r /srv/app
RUN make two
