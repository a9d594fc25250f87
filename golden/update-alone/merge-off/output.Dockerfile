FROM debian:12
RUN apt-get -qq update && \
    apt-get install -y curl
RUN make
