FROM debian:12
COPY --link run.sh /
RUN chmod 700 /run.sh
