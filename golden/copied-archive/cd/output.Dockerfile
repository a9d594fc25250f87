FROM debian:12
RUN --mount=type=bind,source=app.zip,target=/srv/app.zip \
    cd /srv && unzip app.zip && ls
