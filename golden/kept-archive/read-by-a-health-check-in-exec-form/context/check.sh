#!/bin/sh
test -s tool.tgz
