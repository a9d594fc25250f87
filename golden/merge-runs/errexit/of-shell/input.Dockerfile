FROM debian:12
SHELL ["/bin/sh", "-ec"]
RUN make one; make two
RUN make three && make four
