FROM debian:12
RUN make one &> log
RUN make two
