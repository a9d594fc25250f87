FROM ubuntu:14.04
RUN curl -O https://bootstrap.pypa.io/get-pip.py && python get-pip.py && rm get-pip.py
RUN pip --no-cache-dir install six || true
RUN pip install x && rm -rf ~/.cache/pip
