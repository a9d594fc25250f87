FROM debian:12
RUN /opt/app/bin/server start
RUN make two
