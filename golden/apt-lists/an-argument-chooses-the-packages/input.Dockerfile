FROM debian:12
ARG extras=true
RUN apt-get update && apt-get install -y curl
RUN if [ "${extras}" != "false" ]; then apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*; fi
