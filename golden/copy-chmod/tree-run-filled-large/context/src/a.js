#!/bin/sh
echo src/a.js
