FROM debian:12
RUN apt-get update && apt-get upgrade -y

# compiler
RUN apt-get install -y gcc
RUN ["apt-cache", "policy"]

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
