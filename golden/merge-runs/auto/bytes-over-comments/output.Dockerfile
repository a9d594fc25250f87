FROM debian:12
# the tool
RUN curl -fo /tmp/tool.tgz https://example.com/tool.tgz && \
    # unpack it
    tar -xzf /tmp/tool.tgz -C /opt && \
    # no longer needed
    rm /tmp/tool.tgz

RUN make
