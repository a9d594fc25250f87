FROM debian:12
RUN sudo -E apt-get update
RUN sudo apt-get update && sudo apt-get install -y a
