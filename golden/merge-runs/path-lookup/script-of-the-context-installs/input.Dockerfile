FROM debian:12
COPY vendor/ /vendor/
RUN sed --version > /v1 && /vendor/install.sh
RUN sed --version > /v2
