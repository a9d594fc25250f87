#!/bin/sh
# The service starts and greets.
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
ask='
const http = require("http");
let tries = 50;
const ask = () => http.get("http://127.0.0.1:3000/", (r) => {
  let text = ""; r.on("data", (d) => (text += d)); r.on("end", () => process.exit(text === "hello 42" ? 0 : 1));
}).on("error", () => (tries-- ? setTimeout(ask, 200) : process.exit(1)));
ask();
'
docker exec "$container" node -e "$ask"
# support asks for the version, and for what is installed against what the lock says
docker exec --env npm_config_cache=/tmp/npm "$container" sh -c '
npm ls --omit=dev >/dev/null && npm ls --package-lock-only >/dev/null && node -p "require(\"./package.json\").version"' | grep -qx 1.0.0
