FROM debian:12
COPY --link --chmod=700 run.sh /
