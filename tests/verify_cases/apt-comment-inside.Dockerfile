FROM debian:fastapt
RUN apt-get update && \
    # the one we need
    apt-get install -y gamma && \
    # and its output
    gamma > /etc/gamma
# expect: SL201
