FROM debian:12 AS build
RUN make dist
FROM debian:12
COPY --from=build /app.tgz /data/
RUN tar xf /data/app.tgz
