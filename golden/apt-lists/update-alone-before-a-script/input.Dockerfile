FROM python:3.14
RUN apt-get update
COPY start.sh .
CMD ./start.sh
