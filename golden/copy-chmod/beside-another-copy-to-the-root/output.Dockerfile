FROM alpine:3.20
COPY requirements.txt /
RUN apk add bash
COPY --chmod=755 run.sh /
