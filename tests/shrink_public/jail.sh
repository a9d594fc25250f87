#!/bin/sh
# the sandbox starts as its user, runs a program that it is sent, and asks for the next one
set -e
folder=$(mktemp -d)
trap 'docker rm --force "jail-${folder##*.}" >/dev/null 2>&1; rm -rf "$folder"' EXIT
python3 -c 'import sys; d = open("/bin/true", "rb").read(); sys.stdout.buffer.write(len(d).to_bytes(4, "little") + d)' \
    > "$folder/sent"
chmod 755 "$folder"
# it asks without end once nothing more comes
said=$(timeout 60 docker run --rm --name "jail-${folder##*.}" --privileged --network none --user jail1 --workdir /home/jail1 \
    --volume "$folder/sent:/sent:ro" "$IMAGE" bash -c '{ cat /sent; sleep 4; } | timeout 12 ./jail 2>&1 | head -c 2000 || true')
case $said in *"sandbox initialized"*"please send me"*"please send me"*) ;; *) echo "$said"; exit 1 ;; esac
[ "$(docker run --rm --network none --user jail1 "$IMAGE" bash -c 'wc -c < /home/jail1/flag.txt')" -gt 10 ]
