#!/bin/sh
echo src/main.js
