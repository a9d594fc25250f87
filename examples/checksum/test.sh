#!/bin/sh
# The checksum of a known text. `dslim shrink --test ./test.sh` runs this on each image that it tries.
[ "$(printf '123456789' | docker run --rm --interactive --network none "$IMAGE")" = cbf43926 ]
