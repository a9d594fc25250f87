FROM debian:bookworm-slim
RUN mkdir -p /opt/low /opt/high && printf '#!/bin/sh\necho old\n' > /opt/low/tool && chmod 755 /opt/low/tool
ENV PATH=/opt/high:/opt/low:$PATH
RUN tool > /first && printf '#!/bin/sh\necho new\n' > /opt/high/tool && chmod 755 /opt/high/tool
RUN tool > /second
RUN tool | cat > /third
RUN say() { tool > "$1"; }; say /fourth
# expect: SL101
