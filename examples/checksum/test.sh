#!/bin/sh
# The checksum of a known text. `dslim shrink --test ./test.sh` runs this on each image that it tries.
set -e
[ "$(printf '123456789' | docker run --rm --interactive --network none "$IMAGE")" = cbf43926 ]
# its license asks that the source lies in the image
docker run --rm --network none --entrypoint cat "$IMAGE" /src/crc.c | cmp - "$(dirname "$0")/crc.c"
