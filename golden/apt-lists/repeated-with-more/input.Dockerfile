FROM debian:12
RUN apt-get update && apt-get install -y a && mkdir /tmp/x && rm -rf /var/lib/apt/lists/* /tmp/x && mkdir /tmp/x && apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/* /tmp/x
