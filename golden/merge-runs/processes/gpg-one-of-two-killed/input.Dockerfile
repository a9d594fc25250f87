FROM debian:12
RUN gpg --import /tmp/key.asc && gpgconf --kill gpg-agent
RUN pwd
