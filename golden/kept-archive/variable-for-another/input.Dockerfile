FROM debian:12
ENV V=1.2
RUN wget https://example.org/a-1.3.tgz && tar xf a-1.3.tgz
RUN rm b-"$V".tgz && mkdir $DATA
