FROM example/base
USER root
COPY run.sh /run.sh
RUN chown app:app /run.sh && chmod +x /run.sh && ln -sf /dev/stdout /var/log/app.log
ENTRYPOINT ["/run.sh"]
