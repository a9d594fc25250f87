FROM python:3.12
RUN pip install cython
# the rest as a separate layer, since building cython takes long
RUN pip install numpy
