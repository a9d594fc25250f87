FROM debian:12
RUN apt-get update
RUN set -e; set +e; apt-get update; apt-get install -y a
