FROM example/base
USER root
WORKDIR /app
COPY src .
RUN chown -R $USER:$USER /app
