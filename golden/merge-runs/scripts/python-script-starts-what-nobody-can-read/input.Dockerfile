FROM python:3.12
WORKDIR /src
COPY up.py ./
RUN python up.py
RUN id > /id.txt
