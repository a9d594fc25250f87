FROM alpine
RUN apk update && \
# tools
  apk add curl \
  git
