FROM debian:12
ENV ARCHIVE=/opt/a.zip
RUN cd /opt && curl -LO https://e.org/a.zip && unzip a.zip
CMD unzip -l $ARCHIVE
