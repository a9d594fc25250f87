FROM debian:12 AS a
COPY mk /out/mk
FROM debian:12
WORKDIR /app
COPY --from=a /out/mk /usr/local/bin/
RUN mk
RUN id > /id.txt
