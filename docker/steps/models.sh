#!/bin/sh
# models.sh <set> <folder>: gets a set of models and what is needed to run it, checked by SHA-256.
# FACEFLEET_MODELS_FROM names a folder or URL to get the files from, in place of their sources.
set -eu
npm run --silent models -- --mode "$1" --dir "$2"
