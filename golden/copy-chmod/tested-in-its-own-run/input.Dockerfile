FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN true
RUN echo a && [ -x /usr/local/bin/run.sh ] && chmod 755 /usr/local/bin/run.sh
