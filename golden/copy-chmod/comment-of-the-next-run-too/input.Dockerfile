FROM debian:12
COPY start.sh /start.sh

# Permissions
RUN chmod +x /start.sh
RUN chmod 700 /root
