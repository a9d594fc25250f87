FROM example/base
USER root
VOLUME /srv
COPY run.sh .
RUN chmod +x run.sh
