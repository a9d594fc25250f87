FROM debian:12
SHELL ["/bin/bash", "-c"]
COPY run.sh /usr/local/bin/run.sh
RUN if [[ -f /x || -x /usr/local/bin/run.sh ]]; then echo yes > /state; fi
RUN chmod 755 /usr/local/bin/run.sh
