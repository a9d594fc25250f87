FROM python:3.14
# the mirror has to answer
RUN apt-get update && rm -rf /var/lib/apt/lists/*
COPY app.py .
CMD ["python", "app.py"]
