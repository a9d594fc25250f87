FROM alpine
RUN apk update
# tools
RUN apk add curl \
  git
