FROM busybox
RUN echo app:x:77:77::/home/app: >> /etc/passwd
RUN echo app:x:77: >> /etc/group
USER app
WORKDIR /home/app
RUN id > id || true
RUN touch mine 2> /dev/null || touch /tmp/mine
USER root
RUN touch /root/mine
RUN touch /root/yours
# expect: SL101
