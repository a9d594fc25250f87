#!/bin/sh
tar tzf tool.tgz > contents
