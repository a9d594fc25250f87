FROM busybox
RUN mkdir /www && cd /www && echo x > x && tar czf tool x
RUN httpd -p 127.0.0.1:8099 -h /www && \
    cd /tmp && \
    wget -q -O tool.tgz http://127.0.0.1:8099/tool && \
    tar xzf tool.tgz -C /usr && \
    killall httpd
# expect: SL220 unsafe
