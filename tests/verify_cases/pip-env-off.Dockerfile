FROM python:stand-in
ENV PIP_NO_CACHE_DIR=1
RUN pip install tiny
# expect: nothing
