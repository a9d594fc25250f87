FROM debian:12
RUN mkdir /data
RUN useradd --system app
