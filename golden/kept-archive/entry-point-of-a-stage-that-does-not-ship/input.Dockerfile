FROM debian:12 AS a
ENTRYPOINT ["/tmp/start.sh"]
FROM debian:12
COPY . /tmp/
WORKDIR /tmp
RUN curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt
