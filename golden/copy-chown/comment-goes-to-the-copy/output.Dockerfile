FROM debian:12
RUN useradd -u 900 app
# The user owns it
COPY --chown=app:app start.sh /start.sh

USER app
