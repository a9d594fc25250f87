FROM debian:12
COPY src /app
RUN git -C /app rev-parse HEAD > /rev
RUN chown -R 1:1 /app
