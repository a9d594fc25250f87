FROM debian:12
RUN curl -d a=b https://example.org && \
    unzip -d /x a.zip && \
    /opt/x/tool -d /x && \
    /opt/x/agent --daemon=false && \
    uwsgi --version && \
    python3.11 -m compileall .
