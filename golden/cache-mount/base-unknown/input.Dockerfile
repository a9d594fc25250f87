FROM registry.example/base:1
RUN pip install flask
