FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY a /a
RUN find /lists -name '*.txt' -exec sh -c 'apt-get install -y $(cat $0)' {} \;
