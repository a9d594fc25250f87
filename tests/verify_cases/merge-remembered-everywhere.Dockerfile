FROM debian:bookworm-slim
RUN mkdir -p /opt/low /opt/high && cp /usr/bin/basename /opt/low/tool
ENV PATH=/opt/high:/opt/low:$PATH
RUN tool a/b > /first && cp /usr/bin/dirname /opt/high/tool
RUN tool a/b > /second
RUN tool a/b | cat > /third
RUN say() { tool a/b > "$1"; }; say /fourth
# expect: SL101
