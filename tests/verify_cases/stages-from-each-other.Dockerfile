FROM busybox AS base
RUN echo a > /a
RUN echo b > /b
FROM base AS unused
RUN echo unused > /unused
RUN echo unused > /unused2
FROM base
RUN echo c > /c
RUN echo d > /d
COPY --from=1 /unused /from-unused
# expect: SL101
