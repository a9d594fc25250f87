FROM debian:12
RUN cd /opt && curl -LO https://e.org/a.zip && unzip a.zip
RUN test $(ls /opt | wc -l) -eq 2
