FROM debian:12
RUN apt-get update && apt-get install -y curl && (cd /srv && make) && rm -rf apt/lists
