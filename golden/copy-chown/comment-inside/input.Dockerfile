FROM debian:12
COPY src /app
RUN mkdir /x && \
    # whose
    chown -R 1:1 /app && \
    touch /x/y
