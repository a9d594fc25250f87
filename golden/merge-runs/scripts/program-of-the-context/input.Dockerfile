FROM debian:12
WORKDIR /src
COPY . ./
RUN ./tool
RUN id > /id.txt
