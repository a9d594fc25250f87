FROM debian:12
COPY gitconfig /etc/
RUN git clone https://example.org/x
RUN test ! -e /root/.cache/git/credential/socket
