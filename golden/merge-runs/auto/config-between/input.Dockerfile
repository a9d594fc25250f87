FROM debian:12
RUN mkdir /data
EXPOSE 80
RUN useradd --system app
