FROM debian:12
COPY conf /opt/
RUN chmod +x /opt/bin/*
