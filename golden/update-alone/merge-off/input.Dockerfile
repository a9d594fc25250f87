FROM debian:12
RUN apt-get -qq update
RUN apt-get install -y curl
RUN make
