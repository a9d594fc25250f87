FROM debian:12
WORKDIR /app
COPY . ./
RUN X=./x.sh && $X
RUN id > /id.txt
