FROM debian:12
WORKDIR /src
RUN sed -i -e 's/one/more/' -e 's#/usr/e#/srv#g;s/e/E/' conf
RUN id > /id.txt
