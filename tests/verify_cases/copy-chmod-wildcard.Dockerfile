FROM debian:fastapt
COPY app/bin/run.sh install.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/*.sh
# expect: SL302
