FROM debian:12
COPY app /app
ENV BROWSERS=/opt/browsers
RUN useradd -r -u 900 svc && chown -R svc:svc /app
