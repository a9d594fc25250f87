FROM debian:12
COPY src /app
RUN mkdir /x && \
    chown -R 0:0 /app && \
    touch /x/y
