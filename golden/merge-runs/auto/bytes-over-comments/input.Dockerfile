FROM debian:12
# the tool
RUN curl -fo /tmp/tool.tgz https://example.com/tool.tgz

# unpack it
RUN tar -xzf /tmp/tool.tgz -C /opt

# no longer needed
RUN rm /tmp/tool.tgz

RUN make
