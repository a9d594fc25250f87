FROM debian:12
WORKDIR /opt/w
COPY b.sh ./
RUN sudo chown www-data b.sh
