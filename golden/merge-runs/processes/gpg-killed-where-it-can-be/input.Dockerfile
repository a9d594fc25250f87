FROM debian:12
RUN gpg --keyserver keyserver.ubuntu.com --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4; \
    { command -v gpgconf > /dev/null && gpgconf --kill all || :; }; \
    gpg --verify /tmp/a.asc
RUN pwd
