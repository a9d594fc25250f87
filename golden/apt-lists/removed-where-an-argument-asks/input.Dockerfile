FROM debian:12
ARG slim=true
RUN apt-get update && apt-get install -y curl
RUN if [ "${slim}" != "false" ]; then apt-get clean && rm -rf /var/lib/apt/lists/*; fi
