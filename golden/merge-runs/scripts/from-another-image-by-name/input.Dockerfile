FROM debian:12
WORKDIR /app
COPY --from=corp.example/tools /mk /usr/local/bin/mk
RUN mk
RUN id > /id.txt
