FROM debian:12
RUN sh -c "make serve &"
RUN make two
