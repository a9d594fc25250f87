FROM ghcr.io/me/base
SHELL ["/bin/sh", "-c"]
RUN git clone https://example.com/tool.git && cd tool && ./configure && make install && cd .. && rm -rf tool
RUN pwd
