FROM debian:12
COPY gnupg /root/.gnupg
RUN gpg --list-keys > /keys 2>&1
RUN chmod -R 700 /root/.gnupg
