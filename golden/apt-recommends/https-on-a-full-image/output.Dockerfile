FROM node:20
RUN apt-get update && apt-get install --no-install-recommends -y curl && curl -O https://example.org/a
