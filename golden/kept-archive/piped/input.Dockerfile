FROM debian:12
RUN curl -L https://example.org/a.tgz | tar xz -C /opt
