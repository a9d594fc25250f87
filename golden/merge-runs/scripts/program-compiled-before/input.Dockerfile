FROM debian:12
WORKDIR /src
COPY . ./
RUN gcc -o /opt/tool tool.c && /opt/tool
RUN id > /id.txt
