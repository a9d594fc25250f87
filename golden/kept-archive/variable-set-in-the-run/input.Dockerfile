FROM debian:12
ENV V=1.2
RUN curl -fsSLO https://example.org/a-1.3.tgz && tar xzf a-1.3.tgz
RUN V=1.3; cp a-$V.tgz /srv/
