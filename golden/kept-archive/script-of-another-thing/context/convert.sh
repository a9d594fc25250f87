#!/bin/sh
/opt/tool
