FROM python:3
WORKDIR /app
COPY --chmod=755 src .
RUN pip install --no-cache-dir -r requirements.txt
RUN find /app ! -type l ! -perm 755 -exec chmod 755 {} +
