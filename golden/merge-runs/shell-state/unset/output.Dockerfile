FROM debian:12
RUN ( unset HOME; make one ) && \
    make two
