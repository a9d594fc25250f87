#!/bin/sh
# The checksum of a known text.
[ "$(printf '123456789' | docker run --rm --interactive --network none "$IMAGE")" = cbf43926 ]
