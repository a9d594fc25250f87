FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /s
RUN make -C /s SHELL=/s/sh all
