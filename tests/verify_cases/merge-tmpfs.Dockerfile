FROM busybox
RUN --mount=type=tmpfs,target=/t touch /t/a && ls /t > /one
RUN --mount=type=tmpfs,target=/t ls /t > /two
# expect: nothing
