FROM debian:12
WORKDIR /src
COPY . ./
RUN for f in ./*.sh; do $f; done
RUN id > /id.txt
