FROM debian:fastapt
COPY web.tar.gz /tmp/
RUN tar -xzf /tmp/web.tar.gz -C /srv && rm /tmp/web.tar.gz
# expect: SL404 unsafe
