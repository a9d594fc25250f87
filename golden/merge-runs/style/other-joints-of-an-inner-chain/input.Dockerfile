FROM debian:12
RUN make one && \
    make two
RUN if make three \
      && make four; then \
      make five; \
    fi
