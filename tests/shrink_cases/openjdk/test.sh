#!/bin/sh
# The report, and the source that its license asks for.
set -e
[ "$(docker run --rm --network none "$IMAGE")" = A-B-C ]
docker run --rm --network none --entrypoint cat "$IMAGE" /app/src/Report.java | cmp - "$(dirname "$0")/src/Report.java"
