FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN n=$(ls -R /var | wc -l); echo $n > /srv/count
