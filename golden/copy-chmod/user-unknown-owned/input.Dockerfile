FROM example/base
COPY --chown=app run.sh /run.sh
RUN chmod +x /run.sh
