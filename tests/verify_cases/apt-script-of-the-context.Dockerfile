FROM debian:fastapt
RUN apt-get update && apt-get install -y alpha
COPY install.sh /tmp/
RUN sh /tmp/install.sh && rm /tmp/install.sh
# expect: SL201
