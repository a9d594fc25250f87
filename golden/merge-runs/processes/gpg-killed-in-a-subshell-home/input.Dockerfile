FROM debian:12
RUN ( export GNUPGHOME=/tmp/keys; gpg --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4 ) && gpgconf --kill all
RUN pwd
