FROM debian:12
RUN apt-get update && apt-get install -y git
RUN git clone https://example.org/x.git && ./x/setup.sh
