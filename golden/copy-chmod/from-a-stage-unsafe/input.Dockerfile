FROM golang:1 AS build
RUN go build -o /x
FROM debian:12
COPY --from=build /x /x
RUN chmod +x /x
