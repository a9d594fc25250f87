FROM debian:12
RUN make one && apt-get install -y --no-install-recommends nginx
RUN rm -f /etc/nginx/sites-enabled/default
