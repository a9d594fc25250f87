FROM debian:12
RUN apt-get update && apt-get install -y make git
RUN git clone https://example.org/x && ./x/build.sh
COPY a /b
RUN apt-get install -y curl
