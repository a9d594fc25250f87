FROM debian:12
WORKDIR /app
COPY src .
# who runs it
RUN useradd -r svc
RUN chown -R svc:svc /app
