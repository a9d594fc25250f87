FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY a /a
RUN test -x /usr/bin/git || apt-get install -y git
