FROM python:3.12 AS base
RUN pip install flask
FROM python:3.12
COPY --from=base /root/.cache /root/.cache
