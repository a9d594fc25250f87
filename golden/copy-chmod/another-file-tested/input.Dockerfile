FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN if [ -x /usr/bin/git ]; then which git; fi
RUN chmod 755 /usr/local/bin/run.sh
