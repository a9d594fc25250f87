FROM alpine:3.20
RUN addgroup -S app && adduser -S -G app app
WORKDIR /app
COPY . .
RUN chown -R app:app /app
USER app
