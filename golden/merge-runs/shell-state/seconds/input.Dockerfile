FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN mkdir -p /opt/app
RUN echo "took $SECONDS s" > /opt/app/log
