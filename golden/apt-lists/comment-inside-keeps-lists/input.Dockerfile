FROM debian:12
RUN apt-get update && \
    # do not remove /var/lib/apt/lists, needed by install-plugins.sh
    apt-get install -y curl
CMD ["/app"]
