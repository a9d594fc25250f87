sha256sum /tmp/app.tgz
