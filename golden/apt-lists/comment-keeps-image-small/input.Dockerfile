FROM debian:12
# keep the image small: remove what is not needed, install the list of packages needed by the build
RUN apt-get update && apt-get install -y curl
CMD ["/app"]
