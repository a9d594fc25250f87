FROM ubuntu:24.04
RUN apt-get update && apt-get install -y sudo && rm -rf /var/lib/apt/lists/*
USER 1000
RUN sudo apt-get update && sudo apt-get install -y git && sudo rm -rf /var/lib/apt/lists/*
USER 1000
