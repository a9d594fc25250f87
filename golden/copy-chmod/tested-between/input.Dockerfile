FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN if [ -x /usr/local/bin/run.sh ]; then echo executable > /state; else echo plain > /state; fi
RUN chmod 755 /usr/local/bin/run.sh
