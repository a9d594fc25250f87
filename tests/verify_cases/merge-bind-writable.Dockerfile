FROM busybox
RUN --mount=source=conf,target=/src,rw touch /src/new && ls /src > /one
RUN --mount=source=conf,target=/src,rw ls /src > /two
# expect: nothing
