FROM debian:12
RUN echo a > /etc/a
COPY app /app
RUN rm -rf /var/cache/apk/*
