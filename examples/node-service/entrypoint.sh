#!/bin/sh
set -e
exec node /app/src/index.js "$@"
