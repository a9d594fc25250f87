FROM debian:12
# tools for people
# apt lists are needed later by the entry point
RUN apt-get update && apt-get install -y curl
CMD ["/app"]
