FROM debian:fastapt AS build
RUN apt-get update
RUN apt-get install -y gamma
FROM scratch
COPY --from=build / /
CMD ["gamma"]
# expect: SL103 SL201
