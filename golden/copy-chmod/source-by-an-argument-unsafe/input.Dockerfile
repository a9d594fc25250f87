FROM debian:12
ARG PART
COPY ${PART}/run.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/run.sh
