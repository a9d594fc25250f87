FROM debian:12
RUN gpg --list-secret-keys
RUN pwd
