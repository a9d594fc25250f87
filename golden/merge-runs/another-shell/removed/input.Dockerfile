FROM debian:12
RUN rm /bin/sh
RUN make two
