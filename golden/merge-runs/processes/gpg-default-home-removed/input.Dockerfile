FROM debian:12
RUN gpg --import /tmp/key.asc && rm -rf "$GNUPGHOME"
RUN pwd
