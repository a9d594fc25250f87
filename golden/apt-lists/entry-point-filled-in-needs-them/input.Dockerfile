FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY ep.tmpl /ep.tmpl
RUN sed 's/@X@/y/' /ep.tmpl > /ep.sh && chmod +x /ep.sh
ENTRYPOINT /ep.sh
