FROM debian:12
RUN ( if make check; then exit 0; fi; make one ) && \
    make two
