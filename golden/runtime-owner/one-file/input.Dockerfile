FROM debian:12
ARG UID=1000
COPY run.sh /
RUN chown $UID /run.sh
