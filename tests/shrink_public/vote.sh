#!/bin/sh
# the page offers both animals and brings its style sheet; a vote lands in a redis
set -e
container=$(docker run --detach --network none --add-host redis:127.0.0.1 "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
docker exec "$container" python -c '
import socket, threading, time, urllib.request as r
redis = socket.create_server(("127.0.0.1", 6379))
seen = []
def answer(word):
    return {b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n", b"RPUSH": b":1\r\n"}.get(word.upper(), b"+OK\r\n")
def serve():
    while True:
        client, _ = redis.accept()
        while data := client.recv(9999):
            seen.append(data)
            client.sendall(b"".join(answer(part.split(b"\r\n")[2]) for part in data.split(b"*")[1:]))
threading.Thread(target=serve, daemon=True).start()
for _ in range(50):
    try:
        page = r.urlopen("http://127.0.0.1/").read()
        break
    except OSError:
        time.sleep(0.3)
assert b"Cats" in page and b"Dogs" in page
assert b"{" in r.urlopen("http://127.0.0.1/static/stylesheets/style.css").read()
r.urlopen("http://127.0.0.1/", data=b"vote=a").read()
assert len([__import__(name.strip().lower()) for name in open("/app/requirements.txt")]) == 3  # what support asks for
assert any(b"RPUSH" in data and b"votes" in data for data in seen), seen
'
