FROM debian:fastapt AS base
RUN apt-get update && apt-get install -y alpha
FROM scratch
COPY --from=base / /
RUN apt-get install -y gamma
# expect: nothing
