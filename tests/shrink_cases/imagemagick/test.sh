#!/bin/sh
# Makes pictures in the image itself, and thumbnails of each kind that users send.
set -e
run="docker run --rm --interactive --network none"
for kind in png jpeg gif webp tiff; do
    $run --entrypoint convert "$IMAGE" -size 200x100 gradient:red-blue "$kind:-" | $run "$IMAGE" png |
        $run --entrypoint identify "$IMAGE" - | grep -q 'PNG 64x32'
done
