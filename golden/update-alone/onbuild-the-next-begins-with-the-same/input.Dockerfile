FROM debian:12
ONBUILD RUN apt-get update
ONBUILD RUN apt-get update && apt-get install -y a
