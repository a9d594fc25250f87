FROM example/base
USER root
WORKDIR /app/conf
COPY src .
RUN chown -R ${APP_UID}:${APP_GID} /app/conf
USER ${APP_UID}
