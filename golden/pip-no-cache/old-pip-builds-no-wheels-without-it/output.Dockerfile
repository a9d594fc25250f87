FROM ubuntu:18.04
RUN pip3 install numpy \
 && pip3 install scipy \
 && rm -rf ~/.cache/pip
