FROM debian:12
COPY zz-sign /etc/kernel/postinst.d/zz-sign
RUN apt-get update && apt-get install -y linux-image-amd64
RUN chmod +x /etc/kernel/postinst.d/zz-sign
