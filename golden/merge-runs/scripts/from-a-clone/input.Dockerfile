FROM debian:12
RUN git clone https://example.org/x && cd x && ./install.sh
RUN make two
