#!/bin/bash
set -e
python server.py 8123 &
sleep 1
