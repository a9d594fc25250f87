FROM python:3.8-slim-buster AS a
RUN pip install -r requirements.txt

FROM docker.io/library/python:3.5-jessie
COPY --from=a /x /x
RUN pip install --no-cache-dir -r requirements.txt
CMD ["x"]
