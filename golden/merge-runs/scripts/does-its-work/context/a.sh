#!/bin/sh
set -e
curl -d a b
mkdir -p /x && cp a /x
