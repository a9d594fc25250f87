FROM debian:12
RUN mkdir -p /app/-
COPY src /app/-
RUN cd /app && cd - && chown -R 1:1 .
