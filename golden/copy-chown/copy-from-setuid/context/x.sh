#!/bin/sh
echo x.sh
