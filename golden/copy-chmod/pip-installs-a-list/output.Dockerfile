FROM python:3
WORKDIR /app
COPY --chmod=755 src .
RUN pip install --no-cache-dir -r requirements.txt
RUN chmod 755 /app
