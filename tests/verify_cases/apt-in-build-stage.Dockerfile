FROM debian:fastapt AS build
RUN apt-get update
RUN apt-get install -y alpha
RUN alpha > /out
FROM debian:fastapt
COPY --from=build /out /out
RUN apt-get update
RUN apt-get install -y gamma
# expect: SL103 SL201
