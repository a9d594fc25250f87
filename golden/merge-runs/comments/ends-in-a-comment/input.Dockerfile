FROM debian:12
RUN make one # first
RUN make two
