FROM debian:12
WORKDIR /app
COPY --chmod=777 src .
RUN chmod 777 /app
