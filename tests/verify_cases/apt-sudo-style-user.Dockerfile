FROM debian:fastapt
RUN apt-get update && apt-get install -y alpha && rm -rf /var/lib/apt/lists/*
RUN groupadd -g 500 app && useradd -r -u 500 -g app -d /srv app
RUN install -d -o app -g app /srv/data
USER app
RUN touch /srv/data/a
RUN touch /srv/data/b
# expect: SL101
