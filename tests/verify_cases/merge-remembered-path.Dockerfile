FROM debian:fastapt
ENV PATH=/opt/bin:$PATH
RUN gamma=1; mkdir -p /opt/bin && hostname --help > /dev/null; printf '#!/bin/sh\necho new\n' > /opt/bin/hostname && chmod 755 /opt/bin/hostname
RUN hostname > /which
# expect: SL101
