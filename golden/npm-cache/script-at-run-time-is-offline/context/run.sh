#!/bin/sh
npm ci --offline
