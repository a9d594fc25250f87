FROM debian:12
WORKDIR /app
RUN pip install demo
RUN sed -i s/1/2/ /usr/lib/python3/dist-packages/demo/conf.py
