FROM debian:12
RUN flock /x nginx
RUN make two
