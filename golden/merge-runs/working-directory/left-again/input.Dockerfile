FROM ghcr.io/me/base
SHELL ["/bin/sh", "-c"]
RUN git clone https://example.com/tool.git && cd tool && make install && cd .. && rm -rf tool
RUN pwd
