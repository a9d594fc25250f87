FROM python:3.14
RUN apt-get update
RUN unknown-tool apt-get install x
RUN apt-get update && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
