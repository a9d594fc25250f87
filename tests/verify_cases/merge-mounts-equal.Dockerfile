FROM busybox
RUN --mount=type=cache,target=/c,id=merge-mounts-equal --mount=source=conf,target=/src ls /src > /c/one && cp /c/one /one
RUN --mount=source=conf,target=/src --mount=type=cache,target=/c,id=merge-mounts-equal cat /c/one /src/app.conf > /two
# expect: SL101
