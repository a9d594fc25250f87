#!/bin/sh
usermod -aG staff root
