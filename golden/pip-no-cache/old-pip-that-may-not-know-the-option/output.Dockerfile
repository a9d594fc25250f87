FROM debian:8
RUN pip install -U pip && rm -rf ~/.cache/pip
RUN pip3 install setuptools && rm -rf ~/.cache/pip
