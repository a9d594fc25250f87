FROM debian:12
WORKDIR /app
# who runs it
RUN useradd -r svc
COPY src .
RUN chown -R svc:svc /app
