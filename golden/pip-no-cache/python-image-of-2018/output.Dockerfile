FROM python:3.6.5-stretch
RUN pip3 install numpy && rm -rf ~/.cache/pip
