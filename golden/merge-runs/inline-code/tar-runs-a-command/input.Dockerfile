FROM debian:12
RUN tar cf /dev/null --checkpoint=1 --checkpoint-action=exec='usermod -aG adm root' /etc
RUN id > /id.txt
