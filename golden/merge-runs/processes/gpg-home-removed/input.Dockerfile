FROM debian:12
RUN set -ex; \
    export GNUPGHOME="$(mktemp -d)"; \
    gpg --keyserver keyserver.ubuntu.com --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4; \
    gpg --export B42F6819007F00F88E364FD4036A9C25BF357DD4 > /etc/apt/trusted.gpg.d/x.gpg; \
    rm -rf "$GNUPGHOME"
RUN pwd
