FROM debian:12
RUN mkdir /data && \
    useradd --system app
