FROM ubuntu:24.04
RUN . "/opt/ros/$ROS_DISTRO/setup.bash" && apt-get update && { apt-get install -y curl; make; } && rm -rf /var/lib/apt/lists/*
