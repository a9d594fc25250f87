FROM debian:12
ENV V=1
RUN curl -o tool-$V.tgz https://example.org/tool-$V.tgz && tar xf tool-$V.tgz -C /opt && rm -f tool-$V.tgz
