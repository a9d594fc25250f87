FROM debian:12
RUN --mount=type=cache,target=/dl wget -O /dl/a.tgz https://example.org/a.tgz && tar xf /dl/a.tgz
