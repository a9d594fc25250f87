FROM alpine
# tools
RUN apk update && \
  apk add curl \
  git
