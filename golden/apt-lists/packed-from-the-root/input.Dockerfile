FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN cd / && tar cf /srv/state.tar var
