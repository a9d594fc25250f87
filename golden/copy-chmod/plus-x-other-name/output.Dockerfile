FROM example/baseimage
USER root
ADD --chmod=755 run.sh /etc/service/web/run
