FROM debian:12
COPY --chmod=755 start.sh /start.sh
EXPOSE 80
# Permissions
USER app
