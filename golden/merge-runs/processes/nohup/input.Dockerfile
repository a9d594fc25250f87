FROM debian:12
RUN nohup make serve
RUN make two
