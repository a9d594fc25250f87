FROM golang:1 AS build
RUN go build -o /x
FROM debian:12
COPY --from=build --chmod=755 /x /x
