#!/bin/sh
# Executes every notebook from a clean state and fails where an output differs from the committed one.
# usage: Scripts/check-notebooks.sh [--update] [NAME.ipynb...]
# --update writes the new outputs into the notebooks. ES_JINA_BIN names the binary; else the release build is used.
set -eu

cd "$(dirname "$0")/.."
update=''
if [ "${1:-}" = --update ]; then
    update=--update
    shift
fi

binary=${ES_JINA_BIN:-.build/release/es-jina}
if [ ! -x "$binary" ]; then
    [ -z "${ES_JINA_BIN:-}" ] || {
        echo "check-notebooks: there is no program '$ES_JINA_BIN' (ES_JINA_BIN)." >&2
        exit 2
    }
    echo "check-notebooks: building es-jina" >&2
    swift build -c release --static-swift-stdlib --product es-jina >&2
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")

# The environment is made anew when the requirements change.
environment=.build/notebooks
if ! cmp -s Notebooks/requirements.txt "$environment/requirements.txt"; then
    echo "check-notebooks: installing Jupyter's parts from PyPI into $environment" >&2
    rm -rf "$environment"
    python3 -m venv "$environment" || {
        echo "check-notebooks: Python's venv is needed (on Debian and Ubuntu: apt-get install python3-venv)." >&2
        exit 2
    }
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r Notebooks/requirements.txt >&2
    cp Notebooks/requirements.txt "$environment/requirements.txt"
fi
python=$(pwd)/$environment/bin/python

[ $# -gt 0 ] || set -- Notebooks/*.ipynb
clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$clean/Notebooks" "$clean/Examples" "$clean/home"
cp -R Examples/gallery "$clean/Examples/gallery"

# Nothing of the user's settings takes part: the outputs kept are those of the embedded engine and the offline embedder.
for name in $(env | sed -n -E 's/^((ELASTICSEARCH|JINA|ES_JINA|JUPYTER|IPYTHON)[A-Za-z0-9_]*)=.*/\1/p'); do unset "$name"; done
export ES_JINA_BIN="$binary" HOME="$clean/home" LC_ALL=C.UTF-8

failed=0
for notebook in "$@"; do
    notebook=Notebooks/$(basename "$notebook")
    echo "check-notebooks: $notebook" >&2
    cp "$notebook" "$clean/$notebook"
    (
        cd "$clean/Notebooks"
        "$python" -m nbconvert --log-level WARN --to notebook --execute --output-dir "$clean" \
            --KernelManager.transport=ipc --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=300 "$(basename "$notebook")"
    ) || {
        failed=1
        continue
    }
    "$python" Scripts/compare_notebooks.py $update "$notebook" "$clean/$(basename "$notebook")" || failed=1
done
exit "$failed"
