FROM example/base
USER root
WORKDIR /app
COPY src .
RUN APP_UID=$(id -u app) && chown -R $APP_UID:root /app
