FROM alpine:3.20
RUN addgroup -S app && adduser -S -G app app
WORKDIR /app
COPY --chown=app:app . .
RUN chown app:app /app
USER app
