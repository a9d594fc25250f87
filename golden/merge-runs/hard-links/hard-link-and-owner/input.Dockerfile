FROM debian:12
RUN ln /etc/issue /srv/b
RUN chown 7:7 /etc/issue
