FROM debian:12
COPY bin/ /usr/local/bin/
RUN apt-get update && apt-get install -y gcc make
RUN python3 setup.py install
