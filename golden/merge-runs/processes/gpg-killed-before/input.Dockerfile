FROM debian:12
RUN gpgconf --kill all && gpg --import /tmp/key.asc
RUN pwd
