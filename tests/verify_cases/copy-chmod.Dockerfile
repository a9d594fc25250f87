FROM busybox
COPY app/bin/run.sh /usr/local/bin/run.sh
RUN chmod 755 /usr/local/bin/run.sh
ENTRYPOINT ["/usr/local/bin/run.sh"]
# expect: SL302
