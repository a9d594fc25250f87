FROM debian:12
ARG NODE_VERSION=20
RUN bash -c ". .nvm/nvm.sh && nvm install v${NODE_VERSION} && npm --version"
