FROM debian:12
RUN if test -e a; then \
            make one; \
            make two; \
        fi && \
  make three && \
  make four
