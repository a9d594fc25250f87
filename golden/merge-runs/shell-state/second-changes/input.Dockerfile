FROM debian:12
RUN make one
RUN cd /src && V=1 && umask 077 && make two
