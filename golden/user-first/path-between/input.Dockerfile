FROM debian:12
COPY app /app
ENV PATH=/app/bin:$PATH
RUN useradd -r -u 900 svc && chown -R svc:svc /app
