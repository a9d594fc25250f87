#!/bin/sh
# The service starts, shows its page, and counts.
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
ask='
import sys, time, urllib.request as r
for _ in range(50):
    try:
        r.urlopen("http://127.0.0.1:8000/health", timeout=5)
        break
    except OSError:
        time.sleep(0.2)
assert b"<h1>Word counter" in r.urlopen("http://127.0.0.1:8000/").read()
assert b"3" in r.urlopen("http://127.0.0.1:8000/count", data=b"one two three").read()
'
docker exec "$container" python3 -c "$ask"
# the version that support asks for
[ "$(docker exec "$container" python3 setup.py --version 2>/dev/null)" = 1.0 ]
