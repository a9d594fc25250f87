FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /src
COPY x.py ./
RUN poetry run python x.py
