#!/bin/sh
. ./c.sh
service x start
