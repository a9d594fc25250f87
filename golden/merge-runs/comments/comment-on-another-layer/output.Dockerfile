FROM python:3.12
# Our steps for layers of paint, and the pip cache
RUN pip install cython && \
    # cached results of the parser
    pip install numpy
