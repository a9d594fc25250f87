FROM python:3.12
# Done first for better caching
RUN pip install cython

RUN pip install numpy
