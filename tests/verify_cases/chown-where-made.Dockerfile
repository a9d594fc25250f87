FROM busybox
RUN mkdir -p /data/sub && echo x > /data/sub/x
RUN chown -R 77:77 /data
RUN chmod -R go-rwx /data
# expect: SL101
