FROM debian:12
ARG UID=1001
WORKDIR /app
COPY src .
RUN chown -R $UID:${UID} /app
