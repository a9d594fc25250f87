FROM debian:12
WORKDIR /s
RUN git init && curl -LO https://e.org/a.tgz && tar xf a.tgz
RUN git status --porcelain > /l
