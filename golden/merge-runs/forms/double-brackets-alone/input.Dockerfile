FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN [[ abc =~ b ]]
RUN echo "${BASH_REMATCH[0]:-none}" > /b
