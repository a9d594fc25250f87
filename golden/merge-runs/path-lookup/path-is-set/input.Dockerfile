FROM python:3.12
ENV PATH=/opt/venv/bin:$PATH
RUN pip install --upgrade pip
RUN pip install flask
