#!/bin/sh
set -e
npm cache clean --force
