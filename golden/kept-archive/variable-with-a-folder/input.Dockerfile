FROM debian:12
WORKDIR /opt/x
RUN curl -fsSLO https://example.org/a.tgz && tar xzf a.tgz
RUN D=opt/x; ls /$D/a?.tgz /$D/?.tgz
