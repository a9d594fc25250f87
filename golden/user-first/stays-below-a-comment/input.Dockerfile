FROM debian:12
# the program
COPY src /app
# who runs it
RUN useradd -r svc
RUN chown -R svc:svc /app
