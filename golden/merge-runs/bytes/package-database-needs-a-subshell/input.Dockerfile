FROM debian:12
RUN cd /x && apt-get install -y a
RUN apt-get install -y b
