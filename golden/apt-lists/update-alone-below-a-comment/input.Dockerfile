FROM python:3.14
# the mirror has to answer
RUN apt-get update
COPY app.py .
CMD ["python", "app.py"]
