FROM example.com/base
USER root
WORKDIR /app
COPY --link src /app/src
RUN chown -R 1:1 /app/src
