FROM debian:12
COPY --chmod=755 zz-sign /etc/kernel/postinst.d/
RUN apt-get install -y linux-image-amd64
RUN test ! -e /dev/shm/x
