FROM debian:12
RUN cd /a && make one
RUN cd /b && make two
