#!/bin/sh
cd "$(dirname "$0")"
./y.sh
