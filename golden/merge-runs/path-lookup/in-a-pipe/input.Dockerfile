FROM debian:12
RUN pip install --upgrade pip
RUN pip freeze | tee /requirements.txt
