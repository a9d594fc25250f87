FROM debian:12
RUN curl -o /tmp/a.tgz https://example.org/a.tgz && tar xf /tmp/a.tgz && mv $X /opt/a
