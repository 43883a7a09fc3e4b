#!/bin/sh
# The packages of the lock file, with those that build.
set -eu
npm ci --include=dev --no-audit --no-fund
