FROM debian:12
# keep the lists: people install their own tools in this image
RUN apt-get update && apt-get install -y curl
CMD ["/app"]
