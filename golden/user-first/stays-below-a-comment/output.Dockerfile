FROM debian:12
RUN useradd -r svc
# the program
COPY src /app
# who runs it
RUN chown -R svc:svc /app
