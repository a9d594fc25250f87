FROM debian:12
ADD --chmod=755 run.sh /run.sh
