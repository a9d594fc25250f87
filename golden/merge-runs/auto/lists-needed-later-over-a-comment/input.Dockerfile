FROM debian:12
RUN apt-get update && apt-get upgrade -y

# compiler
RUN apt-get install -y gcc
RUN ["apt-cache", "policy"]
