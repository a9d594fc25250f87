FROM debian:12
ARG UID=1001
WORKDIR /app
COPY --chown=$UID:${UID} src .
RUN chown $UID:${UID} /app
