FROM debian:12
WORKDIR /app/x
COPY --chown=5:6 src ..
RUN chown 5:6 .. /app/x
