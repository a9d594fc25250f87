FROM debian:fastapt
RUN apt-get update
RUN apt-get install -y alpha
RUN apt-get install -y gamma
RUN echo done > /etc/done
# expect: SL101
