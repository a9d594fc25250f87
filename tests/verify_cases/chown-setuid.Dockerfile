FROM busybox
RUN mkdir /srv && cp /bin/busybox /srv/su && chmod 4755 /srv/su
COPY app /srv/app
RUN chown -R 0:0 /srv
# expect: nothing
