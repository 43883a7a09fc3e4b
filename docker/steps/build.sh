#!/bin/sh
# TypeScript to JavaScript, into dist.
set -eu
npm run build
