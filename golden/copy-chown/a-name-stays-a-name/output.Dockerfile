FROM busybox
RUN addgroup -g 8 app && adduser -u 7 app
ADD --chown=app:app app app
RUN find 4755 app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
