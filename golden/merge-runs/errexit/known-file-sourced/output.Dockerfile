FROM ubuntu:24.04
RUN ( . /opt/ros/jazzy/setup.sh && make one ) && \
    make two
