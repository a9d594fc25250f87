FROM debian:12
RUN mkdir /data
EXPOSE 80
RUN useradd --system app

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
