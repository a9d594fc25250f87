FROM debian:12
RUN apt-get purge -y dash
RUN make two
