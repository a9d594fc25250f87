FROM debian:12
RUN rm -rf /bin
RUN make two
