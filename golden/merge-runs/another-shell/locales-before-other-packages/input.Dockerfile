FROM debian:12
ENV LANG=de_DE.UTF-8
RUN apt-get install -y locales-all curl
RUN id > /x
