FROM debian:12
COPY src /app
RUN make -C /app
RUN chown -R root:root /app
