FROM debian:fastapt
RUN apt-get update && apt-get install -y alpha
COPY app /srv/app
RUN apt-get install -y gamma
# expect: nothing
