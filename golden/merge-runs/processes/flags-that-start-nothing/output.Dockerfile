FROM debian:12
RUN curl -d a=b https://example.org && \
    unzip -d /x a.zip && \
    /usr/lib/x/tool -d /x && \
    /usr/lib/x/agent --daemon=false && \
    uwsgi --version && \
    python3.11 -m compileall .
