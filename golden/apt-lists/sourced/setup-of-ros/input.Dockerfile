FROM ubuntu:24.04
RUN . /opt/ros/jazzy/setup.sh && apt-get update && apt-get install -y curl
