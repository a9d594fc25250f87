FROM debian:12
ARG A=1
COPY app /app
ENV B=$A
RUN useradd -r -u 900 svc && chown -R svc:svc /app
