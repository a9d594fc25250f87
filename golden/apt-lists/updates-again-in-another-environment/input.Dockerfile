FROM debian:12
RUN sudo -E apt-get update && sudo apt-get update && sudo apt-get install -y a && sudo rm -rf /var/lib/apt/lists/*
