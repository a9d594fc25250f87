FROM debian:12
WORKDIR /src
COPY . ./
RUN python3 < up.py
RUN id > /id.txt
