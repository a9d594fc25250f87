FROM debian:12
RUN apt-get update
RUN apt list libcudnn8 -a
RUN apt-get update && apt-get install -y --no-install-recommends \
        build-essential \
        unzip

RUN apt-get install -y linux-headers-$(uname -r)
RUN echo a >/b
