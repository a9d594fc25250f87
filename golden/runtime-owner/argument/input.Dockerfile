FROM debian:12
ARG UID=1000
COPY . /app
RUN chown -R $UID /app
