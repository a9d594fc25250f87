FROM debian:12
RUN curl -fo /usr/local/bin/tool https://example.com/tool && \
    chmod 755 /usr/local/bin/tool
RUN make two
