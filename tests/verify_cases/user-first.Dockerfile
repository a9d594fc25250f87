FROM debian:bookworm-slim AS build
RUN mkdir -p /app/bin && echo 'echo hello' > /app/bin/run && chmod 755 /app/bin/run

FROM debian:bookworm-slim
RUN mkdir /var/lib/svc
COPY --from=build /app /app
RUN groupadd -r svc && useradd -r -g svc -d /app -s /sbin/nologin svc && chown -R svc:svc /app
USER svc
WORKDIR /app
# expect: SL301 SL305 unsafe
