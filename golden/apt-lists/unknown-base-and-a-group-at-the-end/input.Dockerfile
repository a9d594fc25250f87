FROM acme/x
USER root
RUN apt-get update && { apt-get install -y curl; x; true; }
