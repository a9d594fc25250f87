FROM python:stand-in
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app .
CMD ["python", "main.py"]
# expect: SL205
