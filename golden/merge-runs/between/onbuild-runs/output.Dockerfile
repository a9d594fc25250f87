FROM debian:12
ONBUILD RUN ( cd /src && make one ) && \
    { make two; make three; }
ONBUILD LABEL a=b
