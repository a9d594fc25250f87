FROM debian:12
COPY x.deb /
RUN dpkg -i /x.deb
RUN id -G > /id.txt
