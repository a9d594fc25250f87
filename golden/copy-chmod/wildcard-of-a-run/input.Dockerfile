FROM debian:12
COPY run.sh stop.sh /usr/local/bin/
RUN curl -o /usr/local/bin/more.sh https://example.org/more.sh
RUN chmod +x /usr/local/bin/*.sh
