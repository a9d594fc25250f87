FROM debian:12
COPY src /app
# hadolint ignore=DL3059
RUN useradd -r svc
RUN chown -R svc:svc /app
