FROM debian:8
RUN pip install --upgrade pip && pip install flask
