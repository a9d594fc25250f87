FROM example/baseimage
USER root
ADD run.sh /etc/service/web/run
RUN chmod a+x /etc/service/web/run
