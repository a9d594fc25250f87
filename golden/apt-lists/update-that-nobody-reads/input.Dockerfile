FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY a.list /etc/apt/sources.list.d/
RUN apt-get update
COPY srv /srv
CMD ["/srv/run"]
