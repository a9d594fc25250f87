#!/bin/sh
docker run --rm --network none "$IMAGE" | grep -q '<row>ZWEI</row><row>DREI</row>'
