FROM debian:12
COPY a.sh b.sh /usr/local/bin/
RUN echo > /usr/local/bin/b.sh
RUN chmod 755 /usr/local/bin/a.sh /usr/local/bin/b.sh
