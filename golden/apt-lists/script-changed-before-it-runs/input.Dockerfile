FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY setup.sh /opt/
RUN sed -i 's/echo/apt-get install/' /opt/setup.sh && /opt/setup.sh
