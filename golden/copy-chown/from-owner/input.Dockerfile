FROM debian:12
COPY src /app
RUN chown -R --from=root 1:1 /app
