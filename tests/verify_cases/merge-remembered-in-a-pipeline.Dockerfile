# dash looks up what a pipeline runs before it forks, and remembers it: a new shell finds the new program
FROM debian:bookworm-slim
RUN sed --version | head -1 > /first && printf '#!/bin/sh\necho new\n' > /usr/local/bin/sed && chmod 755 /usr/local/bin/sed && \
    install -m 755 /usr/local/bin/sed /usr/local/sbin/sed
RUN sed --version > /second
# SL101
