FROM debian:12
RUN sudo apt-get update
RUN apt-get update && apt-get install -y a
