FROM debian:12
COPY --chmod=755 start.sh /start.sh

# Permissions
RUN chmod 700 /root
