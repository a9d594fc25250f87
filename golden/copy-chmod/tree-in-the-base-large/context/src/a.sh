#!/bin/sh
echo src/a.sh
