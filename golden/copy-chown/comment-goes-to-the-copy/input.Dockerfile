FROM debian:12
RUN useradd -u 900 app
COPY start.sh /start.sh
# The user owns it
RUN chown app:app /start.sh

USER app
