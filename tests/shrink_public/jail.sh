#!/bin/sh
# the sandbox starts as its user, runs a program that it is sent, and asks for the next one
set -e
said=$({ python3 -c 'import sys; d = open("/bin/true", "rb").read(); sys.stdout.buffer.write(len(d).to_bytes(4, "little") + d)'
    sleep 2; } | timeout 20 docker run --rm --interactive --privileged --network none --user jail1 --workdir /home/jail1 \
    "$IMAGE" bash -c ./jail || true)
case $said in *"sandbox initialized"*"please send me"*"please send me"*) ;; *) echo "$said"; exit 1 ;; esac
[ "$(docker run --rm --network none --user jail1 "$IMAGE" bash -c 'wc -c < /home/jail1/flag.txt')" -gt 10 ]
