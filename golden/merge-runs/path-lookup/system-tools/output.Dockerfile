FROM debian:12
RUN apt-get update && curl -o a.tar https://example.com/a.tar && tar xf a.tar && \
    apt-get install -y x && curl -o b.tar https://example.com/b.tar && tar xf b.tar
