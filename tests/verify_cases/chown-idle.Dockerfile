FROM busybox
WORKDIR /srv/app
COPY app /srv/app
RUN chown -R root:root /srv/app
# expect: SL303
