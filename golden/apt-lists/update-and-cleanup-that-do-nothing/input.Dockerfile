FROM python:3.14
RUN apt-get update && apt-get clean && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
