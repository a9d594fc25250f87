FROM debian:12
# lists
RUN apt-get update

# tools
RUN apt-get install -y curl
