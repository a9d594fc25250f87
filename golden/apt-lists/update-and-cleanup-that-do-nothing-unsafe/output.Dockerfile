FROM python:3.14
CMD ["python", "app.py"]
