FROM debian:12
WORKDIR /src
COPY . ./
RUN pdm run up
RUN id > /id.txt
