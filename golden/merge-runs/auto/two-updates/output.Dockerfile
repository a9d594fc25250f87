FROM debian:12
RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
