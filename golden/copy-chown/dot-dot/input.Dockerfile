FROM debian:12
WORKDIR /app/x
COPY src ..
RUN chown -R 5:6 ..
