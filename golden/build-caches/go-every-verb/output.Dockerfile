FROM golang:1.22
RUN go run x && go test x && go clean -cache -modcache
