#!/bin/bash
# Measures es-jina against what else could be used and writes Benchmarks/Results/<date>-<machine>/; see README.md.
# usage: Benchmarks/run.sh [bulk|node|scale|knn|ranking|search|sizes|pictures|start|all]...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

suites=()
for name in "${@:-all}"; do
    case $name in
        bulk | node | scale | knn | ranking | search | sizes | pictures | start) suites+=("$name") ;;
        all)
            suites+=(bulk scale knn ranking pictures start)
            if [ -n "${BENCH_NODE:-}" ]; then suites+=(node search sizes); fi
            ;;
        *) echo "usage: $0 [bulk|node|scale|knn|ranking|search|sizes|pictures|start|all]..." >&2 && exit 64 ;;
    esac
done

build=${BENCH_BUILD:-$here/.build}
flags=(-c release --static-swift-stdlib)
[ "$(uname)" = Linux ] || flags=(-c release)
export BENCH_DATA=${BENCH_DATA:-$build/data}
mkdir -p "$BENCH_DATA"

venv=$build/venv
if ! [ -x "$venv/bin/python" ]; then python3 -m venv "$venv"; fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/Peers/requirements.txt"

wants() { [[ " ${suites[*]} " == *" $1 "* ]]; }
swift_build() { swift build "${flags[@]}" "$@" >&2; }
if wants bulk || wants node || wants scale; then
    for product in bulk-sink bulk-bench; do
        swift_build --package-path "$here" --scratch-path "$build" --product "$product"
    done
fi
if wants knn; then swift_build --package-path "$here" --scratch-path "$build" --product knn-bench; fi
if wants ranking; then swift_build --package-path "$here" --scratch-path "$build" --product ranking-bench; fi
if wants search; then
    for product in search-bench curl-search; do
        swift_build --package-path "$here" --scratch-path "$build" --product "$product"
    done
fi
if wants sizes; then swift_build --package-path "$here" --scratch-path "$build" --product footprints; fi
if wants pictures; then swift_build --package-path "$here" --scratch-path "$build" --product picture-bench; fi
export BENCH_BINARIES=$build/release
if [ -z "${BENCH_COMMAND:-}" ]; then
    BENCH_COMMAND=$root/.build/release/es-jina
    if wants bulk || wants node || wants scale || wants start; then swift_build --package-path "$root" --product es-jina; fi
fi
export BENCH_COMMAND

exec "$venv/bin/python" "$here/Harness/main.py" "${suites[@]}"
