FROM busybox
RUN mkdir -p /srv/new && rm -rf /srv/new
COPY app /srv/new/app
RUN chown -R 77:77 /srv/new/app
# expect: nothing
