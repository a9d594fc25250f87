#!/bin/sh
setsid sleep 60 &
exec nc "$1" "$2"
