FROM debian:12
RUN git config --global credential.helper cache
RUN git clone https://example.org/x
RUN test ! -e /root/.cache/git/credential/socket
