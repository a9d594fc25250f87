FROM example/base
USER root
COPY --chown=app:app --chmod=755 run.sh /run.sh
RUN ln -sf /dev/stdout /var/log/app.log
ENTRYPOINT ["/run.sh"]
