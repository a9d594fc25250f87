FROM debian:12
WORKDIR /src
COPY . .
RUN for f in *.sh; do sh $f; done
RUN id > /id.txt
