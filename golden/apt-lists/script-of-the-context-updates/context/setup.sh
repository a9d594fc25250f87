#!/bin/bash
set -e
echo hello
apt-get update
apt-get install -y git
