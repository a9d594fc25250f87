#!/bin/sh
# a page that a script in Lua makes, with both libraries that are named, and the log on standard output
set -e
folder=$(mktemp -d)
trap 'docker rm --force "$container" >/dev/null; rm -rf "$folder"' EXIT
cat > "$folder/page.conf" <<'C'
lua_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
server {
  listen 8080;
  location / { content_by_lua_block {
    local text = require("iconv").new("latin1", "utf-8"):iconv("grüße")
    ngx.say(require("cjson").encode({ bytes = #text }))
  } }
}
C
container=$(docker run --detach --network none --volume "$folder/page.conf:/etc/nginx/conf.d/page.conf:ro" "$IMAGE")
ask='exec 3<>/dev/tcp/127.0.0.1/8080; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3'
for _ in 1 2 3 4 5 6 7 8 9; do docker exec "$container" bash -c "$ask" >"$folder/page" 2>/dev/null && break; sleep 0.5; done
grep -q '{"bytes":5}' "$folder/page"
docker logs "$container" 2>&1 | grep -q 'GET / HTTP/1.0'
