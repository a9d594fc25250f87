FROM debian:12
COPY --chmod=777 run.sh /run.sh
