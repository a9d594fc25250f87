FROM debian:12
COPY --from=corp.example/tools /usr/local/bin/ /usr/local/bin/
RUN mk setup
RUN id -G > /id.txt
