FROM debian:12
RUN make one && \
    { set -e; make two; make three; }
