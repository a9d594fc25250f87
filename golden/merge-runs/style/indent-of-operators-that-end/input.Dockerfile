FROM debian:12
RUN apt-get update && \
    # tools

    apt-get install -y \
        curl \
        wget \
        git
RUN make
