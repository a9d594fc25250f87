FROM python:3.12
RUN cat a.txt | xargs -n 1 -P 4 pip install --no-cache-dir -U
