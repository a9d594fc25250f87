#!/bin/sh
# thumbnail FORMAT < picture > picture: at most 64 dots wide
exec convert - -resize 64x64 -strip "$1:-"
