#!/bin/sh
echo src/b.sh
