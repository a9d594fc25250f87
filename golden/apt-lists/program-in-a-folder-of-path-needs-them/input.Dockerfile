FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /src
ENV PATH=/t:$PATH
COPY bin/ /t
RUN deps
