FROM debian:12
RUN sudo apt-get update && \
    apt-get update && apt-get install -y a
