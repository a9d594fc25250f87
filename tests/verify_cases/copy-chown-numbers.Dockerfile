FROM busybox
WORKDIR /srv/app
COPY app ./
COPY conf ./conf
RUN chown -R 77:88 /srv/app
# expect: SL301
