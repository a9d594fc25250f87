FROM debian:12
# hadolint ignore=DL3008
RUN apt-get install -y a
# hadolint ignore=DL3013
RUN pip install b
