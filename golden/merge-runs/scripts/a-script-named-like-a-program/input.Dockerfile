FROM debian:12
RUN git clone https://example.org/x . && ./install
RUN make two
