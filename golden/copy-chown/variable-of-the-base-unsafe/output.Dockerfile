FROM example/base
USER root
WORKDIR /app/conf
COPY --chown=${APP_UID}:${APP_GID} src .
RUN chown ${APP_UID}:${APP_GID} /app/conf
USER ${APP_UID}
