FROM debian:12
RUN curl -d a=b https://example.org
RUN unzip -d /x a.zip
RUN /usr/lib/x/tool -d /x
RUN /usr/lib/x/agent --daemon=false
RUN uwsgi --version
RUN python3.11 -m compileall .
