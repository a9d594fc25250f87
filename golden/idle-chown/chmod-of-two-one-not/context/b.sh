#!/bin/sh
echo b.sh
