FROM busybox
WORKDIR /app
RUN cp /bin/busybox /app/tool; true
COPY --chown=1:1 src /app
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
