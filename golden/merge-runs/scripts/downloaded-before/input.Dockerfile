FROM debian:12
RUN curl -O https://example.org/x.sh && sh x.sh
RUN make two
