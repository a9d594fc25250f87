FROM debian:12
COPY start.sh /start.sh
EXPOSE 80
# Permissions
RUN chmod +x /start.sh
USER app
