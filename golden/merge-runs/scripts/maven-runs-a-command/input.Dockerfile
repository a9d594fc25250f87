FROM debian:12
WORKDIR /app
COPY . ./
RUN mvn package
RUN id > /id.txt
