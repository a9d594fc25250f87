FROM busybox
COPY app /srv/new/app
RUN chown -R 77:77 /srv/new/app
# expect: nothing
