#!/bin/sh
# Over https, with the CA of the company, which the test makes anew.
set -e
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$folder/key.pem" -out "$folder/ca.crt" 2>/dev/null
printf '{"names": ["one", "two"]}' > "$folder/names.json"
(cd "$folder" && exec openssl s_server -quiet -WWW -accept 127.0.0.1:18443 -key key.pem -cert ca.crt >/dev/null) &
server=$!
for _ in 1 2 3 4 5 6 7 8 9; do openssl s_client -connect 127.0.0.1:18443 </dev/null >/dev/null 2>&1 && break; sleep 0.3; done
names=$(docker run --rm --network host --volume "$folder/ca.crt:/usr/local/share/ca-certificates/ca.crt:ro" \
    --entrypoint sh "$IMAGE" -c 'update-ca-certificates >/dev/null 2>&1 && fetch https://localhost:18443/names.json')
[ "$names" = "one
two" ]
