#!/bin/sh
# a virtual user that pure-pw makes logs in, stores a file and reads it again
set -e
folder=$(mktemp -d)
trap 'docker rm --force "$container" >/dev/null; rm -rf "$folder"' EXIT
printf 'NoAnonymous yes\nChrootEveryone yes\nPureDB /etc/pure-ftpd/pureftpd.pdb\nBind 127.0.0.1,12121\nPassivePortRange 12122 12129\n' \
    > "$folder/pure-ftpd.conf"
container=$(docker run --detach --network host --volume "$folder/pure-ftpd.conf:/etc/pure-ftpd/pure-ftpd.conf:ro" \
    --entrypoint bash "$IMAGE" -c '
    mkdir -p /home/ftpuser/bob && chown ftpuser:ftpgroup /home/ftpuser/bob
    printf "secret\nsecret\n" | pure-pw useradd bob -u ftpuser -d /home/ftpuser/bob -m
    exec pure-ftpd /etc/pure-ftpd/pure-ftpd.conf')
python3 - <<'P'
import ftplib, io, time
for left in range(20, -1, -1):
    try:
        ftp = ftplib.FTP()
        ftp.connect("127.0.0.1", 12121, timeout=5)
        break
    except OSError:
        if not left: raise
        time.sleep(0.3)
ftp.login("bob", "secret")
ftp.storbinary("STOR a", io.BytesIO(b"text"))
found = []
ftp.retrbinary("RETR a", found.append)
assert b"".join(found) == b"text"
P
docker exec "$container" bash -c '[ "$(stat -c %U:%G /home/ftpuser/bob/a)" = ftpuser:ftpgroup ]'
