FROM debian:12
COPY --chown=1:1 src /app
RUN mkdir /x && \
    # whose
    chown 1:1 /app && \
    touch /x/y
