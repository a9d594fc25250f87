FROM python:3.14
RUN apt-get update
COPY . .
ENTRYPOINT ["/bin/sh", "-c", "exec bash"]
