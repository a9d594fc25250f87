FROM debian:12
RUN curl -d a=b https://example.org && \
    unzip -d /x a.zip && \
    ./tool -d /x && \
    ./agent --daemon=false && \
    uwsgi --version && \
    python3.11 -m compileall .
