FROM debian:12
RUN curl -o /tmp/x/a.tgz https://example.org/a.tgz && tar xf /tmp/x/a.tgz && mv $T/x /opt/a
