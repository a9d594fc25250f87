FROM debian:12
RUN pip install --upgrade pip
RUN . /env; make one
RUN pip install flask
