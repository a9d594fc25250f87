#!/bin/sh
install -m 755 /vendor/static /usr/local/bin/sed
