FROM example/python:3.12
RUN ( pip install --upgrade pip ) && \
    pip install flask
