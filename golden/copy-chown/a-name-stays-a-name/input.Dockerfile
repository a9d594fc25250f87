FROM busybox
RUN addgroup -g 8 app && adduser -u 7 app
ADD app app
RUN chown -R app:app 4755 app
