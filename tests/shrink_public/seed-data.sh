#!/bin/sh
# 2,000 votes for a and 1,000 for b arrive at a service that counts them
set -e
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cat > "$folder/count.py" <<'P'
import collections, http.server, sys
votes = collections.Counter()
class Vote(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        votes[self.rfile.read(int(self.headers["Content-Length"]))] += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def do_GET(self):
        body = repr(sorted(votes.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 100
Server(("127.0.0.1", 80), Vote).serve_forever()
P
python3 "$folder/count.py" & server=$!
sleep 1
docker run --rm --network host --add-host vote:127.0.0.1 "$IMAGE" >/dev/null 2>&1
counted=$(python3 -c 'import urllib.request as r; print(r.urlopen("http://127.0.0.1/").read().decode())')
[ "$counted" = "[(b'vote=a', 2000), (b'vote=b', 1000)]" ] || { echo "$counted"; exit 1; }
