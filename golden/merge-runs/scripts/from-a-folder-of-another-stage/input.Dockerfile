FROM debian:12 AS a
COPY mk /out/
FROM debian:12
WORKDIR /app
COPY --from=a /out /usr/local/bin
RUN mk
RUN id > /id.txt
