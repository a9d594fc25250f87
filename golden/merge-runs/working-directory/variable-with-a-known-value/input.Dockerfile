FROM golang:1.22
ENV SRC=/tmp/src
RUN cp -r $SRC /opt/app && rm -rf $SRC
RUN ls /opt/app
