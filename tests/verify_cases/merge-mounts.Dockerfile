FROM busybox
RUN --mount=type=bind,source=conf,target=/c cat /c/app.conf > /a
RUN --mount=type=bind,source=conf,target=/c cat /c/app.conf > /b
RUN echo c > /d
# expect: SL101
