FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY d.sh /d.sh
RUN --mount=type=secret,id=d doppler run -- sh /d.sh
