#!/bin/sh
# the page of the image is served, with its type, as www-data
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
ask='exec 3<>/dev/tcp/127.0.0.1/80; printf "GET /index.html HTTP/1.0\r\n\r\n" >&3; cat <&3'
for _ in 1 2 3 4 5 6 7 8 9; do
    answer=$(docker exec "$container" bash -c "$ask" 2>/dev/null) && break
    sleep 0.5
done
case $answer in *"Content-Type: text/html"*) ;; *) echo "$answer"; exit 1 ;; esac
docker exec "$container" cat /usr/share/nginx/html/index.html | grep -q 'I am inside your container'
docker top "$container" -o pid,user,args | grep 'nginx: worker' | grep -q -v " root "
