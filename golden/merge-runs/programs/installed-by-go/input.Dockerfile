FROM golang:1.22
WORKDIR /src
COPY . .
RUN go install ./... && mk setup
RUN id -G > /id.txt
