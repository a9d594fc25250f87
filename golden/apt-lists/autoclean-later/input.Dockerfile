FROM debian:12
RUN apt-get update && apt-get install -y a
COPY a /a
RUN apt-get autoclean && /a
