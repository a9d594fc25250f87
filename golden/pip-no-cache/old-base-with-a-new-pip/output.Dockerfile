FROM ubuntu:18.04
RUN pip3 install --upgrade pip && rm -rf ~/.cache/pip
RUN pip3 install --no-cache-dir numpy
