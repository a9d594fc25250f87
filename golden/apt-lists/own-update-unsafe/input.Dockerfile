FROM debian:12
RUN apt-get update -qq && apt-get install -y curl
COPY a /a
RUN apt-get install -y git && apt-get install -y make
COPY b /b
RUN DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata
