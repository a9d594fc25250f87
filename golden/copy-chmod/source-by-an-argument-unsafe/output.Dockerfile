FROM debian:12
ARG PART
COPY --chmod=755 ${PART}/run.sh /usr/local/bin/
