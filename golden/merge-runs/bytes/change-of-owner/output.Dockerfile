FROM debian:12
RUN git clone https://example.com/app.git /srv/app && \
    chown -R app:app /srv/app
