FROM ubuntu:14.04
RUN curl -O https://bootstrap.pypa.io/get-pip.py && python get-pip.py && rm get-pip.py
RUN pip3 --no-cache-dir install six
RUN pip install x && rm -rf ~/.cache/pip
