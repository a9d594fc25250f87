FROM debian:12
COPY src /app
# why
RUN chown -R root:root /app
CMD ["x"]
