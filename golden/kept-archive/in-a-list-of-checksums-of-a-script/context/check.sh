#!/bin/sh
sha256sum -c SUMS
