FROM debian:12
RUN groupadd -r svc && useradd -r -g svc svc
COPY --chown=svc:svc src /app
USER svc
