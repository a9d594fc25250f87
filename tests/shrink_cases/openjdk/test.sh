#!/bin/sh
[ "$(docker run --rm --network none "$IMAGE")" = A-B-C ]
