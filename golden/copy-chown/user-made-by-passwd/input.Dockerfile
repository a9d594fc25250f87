FROM busybox
RUN echo app:x:77:77::/: >> /etc/passwd && echo app:x:77: >> /etc/group
WORKDIR /srv/app
COPY src /srv/app
RUN chown -R app:app /srv/app
