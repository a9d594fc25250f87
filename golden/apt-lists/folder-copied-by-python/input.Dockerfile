FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY copy.py /
RUN python3 /copy.py
