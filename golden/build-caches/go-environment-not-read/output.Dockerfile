FROM golang:1.22
COPY . .
RUN CGO_ENABLED=0 GOOS=linux go build -o /usr/local/bin/app . && go clean -cache -modcache
