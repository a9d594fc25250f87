FROM python:3.11
RUN apt-get update && apt-get install -y git
COPY provision /provision
WORKDIR /
RUN python -m provision jq
