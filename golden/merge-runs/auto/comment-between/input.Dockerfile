FROM debian:12
RUN mkdir /data
# who runs it
RUN useradd --system app
