#!/bin/sh
set -e
curl https://example.org/x | sh
