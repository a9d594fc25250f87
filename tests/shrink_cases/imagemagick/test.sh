#!/bin/sh
# Thumbnails of each kind that users send, made of a picture and read again.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run="docker run --rm --interactive --network none"
{ printf 'P6 200 100 255\n'; yes red | tr -d '\n' | head -c 60000; } > "$folder/picture"
begins() { head -c 16 "$folder/$1" | od -An -c | tr -d ' \n' | grep -qF -e "$2"; }
for kind in png jpeg gif webp tiff; do
    $run "$IMAGE" $kind < "$folder/picture" > "$folder/$kind"
    $run "$IMAGE" pnm < "$folder/$kind" > "$folder/again"
    head -c 10 "$folder/again" | tr '\n' ' ' | grep -q '^P6 64 32'
done
begins png PNG && begins jpeg 377330377 && begins gif GIF89a && begins webp WEBP && begins tiff 'II*'
# the license of the program asks that its source lies in the image
docker run --rm --network none --entrypoint cat "$IMAGE" /src/thumbnail.c | cmp - "$(dirname "$0")/thumbnail.c"
