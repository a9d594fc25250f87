FROM debian:12
RUN make one
EXPOSE 80
RUN make two
