FROM debian:12
WORKDIR /src
COPY . ./
RUN javac Tool.java && java Tool
RUN id > /id.txt
