FROM debian:12
ENV NODE_VERSION=20
RUN bash -c ". .nvm/nvm.sh && nvm install v${NODE_VERSION} && npm install -g typescript yarn" && echo done
