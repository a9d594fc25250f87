FROM debian:12
ENV V=1.2
RUN wget https://example.org/a-1.2.tgz && tar xf a-1.2.tgz
RUN rm a-"$V".tgz
