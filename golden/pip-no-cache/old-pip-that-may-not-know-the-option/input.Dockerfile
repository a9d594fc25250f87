FROM debian:8
RUN pip install -U pip
RUN pip3 install setuptools
