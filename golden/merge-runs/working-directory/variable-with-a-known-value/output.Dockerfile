FROM golang:1.22
ENV SRC=/tmp/src
RUN cp -r $SRC /opt/app && rm -rf $SRC && \
    ls /opt/app
