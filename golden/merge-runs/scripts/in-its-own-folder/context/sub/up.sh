#!/bin/sh
cd "$(dirname "$0")"
./more.sh
