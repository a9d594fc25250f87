FROM nginx:1.25
RUN apt-get update && apt-get install -y gettext
COPY 40-more.sh /docker-entrypoint.d/
