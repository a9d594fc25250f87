FROM debian:12
RUN useradd -r -u 900 svc
COPY app /app
ENV BROWSERS=/opt/browsers
RUN chown -R svc:svc /app
