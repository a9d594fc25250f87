FROM debian:12
COPY --chmod=755 run.sh /opt/run.sh
RUN setup-things
