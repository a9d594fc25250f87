FROM debian:12
WORKDIR /app
COPY . ./
RUN cmake .
RUN id > /id.txt
