FROM debian:12
WORKDIR /src
COPY . ./
RUN java -jar tool.jar
RUN id > /id.txt
