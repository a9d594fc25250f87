FROM python:stand-in
RUN pip install tiny large
CMD ["python", "-c", "import tiny"]
# expect: SL205
