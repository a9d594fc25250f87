FROM python:3.12
SHELL ["/bin/bash", "-c"]
RUN pip install flask
RUN rm -r /root/{.cache,.local}
