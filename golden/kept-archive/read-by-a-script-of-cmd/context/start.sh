#!/bin/sh
exec httpd -f tool.tgz
