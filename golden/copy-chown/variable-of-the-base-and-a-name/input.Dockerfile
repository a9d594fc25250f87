FROM example/base
USER root
WORKDIR /app/conf
COPY src .
RUN chown -R ${APP_UID}:root /app/conf
