FROM python:3.12
RUN useradd app
USER app
WORKDIR /home/app
RUN pip install flask
COPY a.conf /tmp/
RUN cp /tmp/a.conf /home/app/
