FROM debian:12
RUN apt-get update && apt-get install -y make python3
WORKDIR /src
COPY get.py ./
RUN python3 get.py
