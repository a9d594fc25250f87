FROM debian:12
RUN cat wrapper > /bin/sh
RUN make two
