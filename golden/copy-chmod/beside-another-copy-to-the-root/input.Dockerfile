FROM alpine:3.20
COPY requirements.txt /
RUN apk add bash
COPY run.sh /
RUN chmod a+rx /run.sh
