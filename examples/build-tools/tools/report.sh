#!/bin/sh
# How full the disks are.
df -h "$@"
