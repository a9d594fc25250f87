#!/bin/sh -e
rm -rf node_modules
npm ci --offline
