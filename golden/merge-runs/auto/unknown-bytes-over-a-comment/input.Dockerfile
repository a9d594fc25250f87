FROM debian:12
RUN git clone https://example.com/app.git /srv/app

# the server reads it
RUN chown -R www-data /srv/app
