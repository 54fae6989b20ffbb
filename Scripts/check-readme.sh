#!/bin/sh
# Fails where the documentation says what is not so: Swift code in README.md that differs from Snippets/, relative links that
# point to nothing, and, with --run, console blocks whose commands print something else by now.
# usage: Scripts/check-readme.sh [--run [BINARY] [--update]]
# BINARY is the es-jina to run; default the release build. --update writes what it prints into README.md. Needs Python 3.9 or newer and, for --run, jq.
set -eu

cd "$(dirname "$0")/.."
exec python3 Scripts/check_readme.py "$@"
