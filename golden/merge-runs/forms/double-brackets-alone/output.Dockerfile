FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN ( [[ abc =~ b ]] ) && \
    echo "${BASH_REMATCH[0]:-none}" > /b
