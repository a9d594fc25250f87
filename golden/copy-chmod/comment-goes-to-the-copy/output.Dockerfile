FROM debian:12

# Copy the script
# Make the script executable
COPY --chmod=755 start.sh /start.sh

USER app
