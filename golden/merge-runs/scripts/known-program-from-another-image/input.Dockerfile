FROM debian:12
WORKDIR /app
COPY --from=corp.example/tools /tini /usr/local/bin/tini
RUN tini --version
RUN id > /id.txt
