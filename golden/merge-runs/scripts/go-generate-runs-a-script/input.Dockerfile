FROM golang:1
WORKDIR /app
COPY . ./
RUN go generate ./...
RUN id > /id.txt
