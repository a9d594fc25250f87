FROM busybox
RUN <<EOF
set -e
cat > /bin/apk <<'SCRIPT'
#!/bin/sh
case "$*" in *--no-cache*) ;; *) mkdir -p /var/cache/apk && date > /var/cache/apk/index ;; esac
echo "$*" | sed 's/ --no-cache//' >> /installed
SCRIPT
chmod 755 /bin/apk
EOF
RUN <<EOF
set -e
apk add alpha
apk add beta
EOF
# expect: SL202
