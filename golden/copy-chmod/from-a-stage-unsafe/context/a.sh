#!/bin/sh
echo a.sh
