FROM debian:12
RUN $CMD one; make two
RUN make three
