FROM example/baseimage
ADD run.sh /etc/service/web/run
RUN chmod a+x /etc/service/web/run
