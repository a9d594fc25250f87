#!/bin/sh
. /opt/elsewhere/install.sh
