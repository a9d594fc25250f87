FROM debian:12
RUN pip install --upgrade pip
RUN pip install flask
