FROM debian:12
ARG V=1.2
RUN wget https://example.org/a-$V.tgz && tar xf a-$V.tgz
ENV W=1.2
CMD tar tf a-$W.tgz
