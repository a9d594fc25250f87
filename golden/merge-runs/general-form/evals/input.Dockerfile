FROM debian:12
RUN eval "$(make env)" && make one
RUN make two; make three
