FROM debian:12
COPY --chmod=700 run.sh /run.sh
