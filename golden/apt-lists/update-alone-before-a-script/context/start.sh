#!/bin/sh
apt-get install -y curl
exec app
