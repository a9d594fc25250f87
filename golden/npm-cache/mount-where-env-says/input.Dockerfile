FROM node:20
ENV npm_config_cache=/opt/dl
RUN --mount=type=cache,target=/opt/dl npm ci
