FROM debian:12
RUN su-exec app gpg --import /tmp/key.asc && gpgconf --kill all
RUN pwd
