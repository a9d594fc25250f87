FROM debian:12
WORKDIR /srv/current
RUN make one && ln -sfn /srv/v2 /srv/current
RUN make two
