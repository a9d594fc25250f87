FROM debian:12
USER 1000
COPY src /app
RUN sudo chown -R 1000:1000 /app
