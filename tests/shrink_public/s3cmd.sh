#!/bin/sh
# lists the buckets of a store that answers over https, with the CA of the company; its keys come from the environment
set -e
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$folder/key.pem" -out "$folder/ca.crt" 2>/dev/null
cat > "$folder/store.py" <<'P'
import http.server, ssl, sys
LIST = b"""<?xml version="1.0"?><ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>
<Bucket><Name>photos</Name><CreationDate>2020-01-02T03:04:05.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>"""
class Store(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = LIST if self.path.split("?")[0] == "/" else b"a photo"
        self.send_response(200 if "AWS" in self.headers.get("Authorization", "") else 403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_HEAD = do_GET
    def log_message(self, *words): pass
server = http.server.HTTPServer(("127.0.0.1", 18463), Store)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1] + "/ca.crt", sys.argv[1] + "/key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
P
python3 "$folder/store.py" "$folder" & server=$!
sleep 1
store='--host=localhost:18463 --host-bucket=localhost:18463'
ca="--volume $folder/ca.crt:/usr/local/share/ca-certificates/ca.crt:ro"
listed=$(docker run --rm --network host --env AWS_ACCESS_KEY=a --env AWS_SECRET_KEY=b $ca --entrypoint sh "$IMAGE" -c "update-ca-certificates >/dev/null 2>&1; s3cmd $store ls")
case $listed in *s3://photos*) ;; *) echo "$listed"; exit 1 ;; esac
docker run --rm --network none "$IMAGE" --version | grep -q '^s3cmd version'
docker run --rm --network none --env AWS_ACCESS_KEY=a --env AWS_SECRET_KEY=b "$IMAGE" --dump-config | grep -q 'secret_key = b'
