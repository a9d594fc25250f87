FROM busybox
RUN mkdir /www && cd /www && echo x > x && tar cf tool.tar x && gzip tool.tar
RUN httpd -p 127.0.0.1:8098 -h /www && \
    cd /tmp && \
    wget -q http://127.0.0.1:8098/tool.tar.gz && \
    gunzip tool.tar.gz && \
    tar xf tool.tar -C /usr && \
    killall httpd
# expect: SL220
