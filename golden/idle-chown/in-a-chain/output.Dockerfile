FROM debian:12
COPY src /app
RUN mkdir /x && \
    touch /x/y
