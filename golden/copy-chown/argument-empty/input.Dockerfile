FROM debian:12
ARG UID
WORKDIR /app
COPY src .
RUN chown -R $UID:$UID /app
