FROM busybox
RUN p=/srv/new; mkdir -p $p && echo x > $p/y.conf
RUN sed -i s/x/y/ /srv/new/y.conf
COPY large /srv/new/app
RUN chown -R 77:77 /srv/new/app
# expect: SL301
