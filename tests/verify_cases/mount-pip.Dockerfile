FROM python:stand-in
RUN pip install --no-cache-dir tiny && rm -rf /root/.cache/pip
RUN pip install large
CMD ["python", "-c", "import tiny"]
# expect: SL210 SL101 cache-mount
