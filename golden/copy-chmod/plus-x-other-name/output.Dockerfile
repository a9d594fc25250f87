FROM example/baseimage
ADD --chmod=755 run.sh /etc/service/web/run
