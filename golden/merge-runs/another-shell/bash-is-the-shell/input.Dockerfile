FROM alpine:3.20
SHELL ["/bin/bash", "-c"]
RUN apk add --no-cache bash curl
RUN make two
