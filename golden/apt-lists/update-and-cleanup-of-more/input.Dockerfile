FROM python:3.14
RUN apt-get update && rm -rf /var/lib/apt/lists/* /tmp/*
CMD ["python", "app.py"]
