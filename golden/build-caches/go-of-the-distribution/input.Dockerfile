FROM debian:12
RUN apt-get update && apt-get install -y golang && go get example.org/tool
