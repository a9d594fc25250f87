FROM debian:12
RUN make one && \
    make two && \
    make three \
  && \
  make four
