FROM debian:12 AS first
ARG OWNER=1001
RUN true

FROM debian:12
ARG OWNER
WORKDIR /app
COPY src .
RUN chown -R $OWNER:$OWNER /app
