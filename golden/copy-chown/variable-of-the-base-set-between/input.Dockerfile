FROM example/base
USER root
WORKDIR /app
COPY src .
ENV APP_UID=1000
RUN chown -R $APP_UID:root /app
