#!/bin/sh
# Installs what the build needs and is not there yet: C libraries through apt or brew. Quick when nothing is missing.
set -eu

# libvips-tools brings libvips itself, whose own package is named differently from release to release.
apt_packages="pkg-config libcurl4-openssl-dev libssl-dev libsqlite3-dev libdeflate-dev libxml2-dev libvips-tools"
brew_packages="pkgconf curl openssl@3 sqlite libdeflate libxml2 vips"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

command -v swift >/dev/null 2>&1 || {
    echo "setup: Swift 6.2 or newer is needed: https://www.swift.org/install" >&2
    exit 1
}

if command -v apt-get >/dev/null 2>&1; then
    missing=""
    # More packages may be named, for example what only the tests need.
    for package in $apt_packages "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && exit 0
    echo "setup: installing$missing" >&2
    as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif command -v brew >/dev/null 2>&1; then
    for package in $brew_packages; do
        brew list --versions "$package" >/dev/null 2>&1 || brew install "$package"
    done
else
    echo "setup: neither apt-get nor brew is here; install the headers of: libcurl, OpenSSL, SQLite, libdeflate, libxml2, and libvips itself" >&2
fi
