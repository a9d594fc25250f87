FROM debian:12
WORKDIR /app
COPY src .
RUN chown -R $APP_UID:$APP_UID /app
