rm -rf /app
