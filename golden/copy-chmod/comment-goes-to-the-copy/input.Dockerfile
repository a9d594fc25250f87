FROM debian:12

# Copy the script
COPY start.sh /start.sh

# Make the script executable
RUN chmod +x /start.sh

USER app
