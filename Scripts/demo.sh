#!/bin/sh
# Ingests the example gallery into the embedded engine and searches it, offline: no cluster, no key, nothing left outside
# .build/demo. Stops at the first command that fails, with its exit code.
# usage: Scripts/demo.sh [BINARY]
set -eu

cd "$(dirname "$0")/.."
binary=${1:-.build/release/es-jina}
directory=.build/demo
sheet=$directory/contact-sheet.html

[ -x "$binary" ] || {
    echo "demo: there is no program '$binary'; run 'make demo', or name a built es-jina." >&2
    exit 2
}

# Nothing of the user's own settings may lead the demo to a cluster, a paid model or another index.
for name in $(env | sed -n -E 's/^((ELASTICSEARCH|JINA|ES_JINA)_[A-Za-z0-9_]*)=.*/\1/p'); do unset "$name"; done
rm -rf "$directory"
mkdir -p "$directory"
# One batch after the other: hits of equal score come in the order they were indexed, and the demo should always show the same.
echo '{"concurrency": 1}' >"$directory/config.json"
export ES_JINA_CONFIG="$directory/config.json"
export ES_JINA_STATE="$directory/state"
export ES_JINA_INDEX=gallery
export ES_JINA_FORMAT=table

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

# Says what comes next: a heading, then sentences.
say() {
    printf '\n%s%s%s\n' "$bold" "$1" "$plain"
    shift
    for line in "$@"; do printf '%s\n' "$line"; done
}

# Prints a command as it could be typed.
show() {
    printf '\n%s$ es-jina' "$dim"
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./,:=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
}

ingest() {
    show ingest "$@"
    "$binary" ingest "$@" || exit $?
}

# Searches, and adds the hits to the contact sheet; that is said once, at the end, and not after every search.
search() {
    show search "$@"
    status=0
    "$binary" search "$@" --html "$sheet" --html-append 2>"$directory/messages" || status=$?
    grep -v '^Contact sheet: ' "$directory/messages" >&2 || :
    [ "$status" = 0 ] || exit "$status"
}

say "es-jina: multilingual search over pictures and texts" \
    "Everything below is real output of $("$binary" --version), on this machine alone: the embedded engine, and an" \
    "offline embedder that needs no network and no key. It knows words, letters, colours and shapes, but it has not the" \
    "semantics of a neural model such as jina-clip-v2; see the end for that."

say "1. Ingest" \
    "Pictures with captions in four languages, and texts. One embedding is made per item; both vector sizes are cut from it."
ingest Examples/gallery --dims 1024,256 --embedder offline

say "2. One question in four languages" \
    "The same picture answers. FOUND BY names the legs that found a hit and its rank in each."
search 'red apple' --in images --size 3
search 'manzana roja' --in images --size 3
search 'pomme rouge' --in images --size 3
search 'maçã vermelha' --in images --size 3

say "3. A picture as the question" \
    "The picture itself comes first, then what looks like it. Offline that means shapes, edges and layout, not what is shown."
search --image Examples/gallery/red-car.svg --in images --size 4

say "4. 1024 against 256 dimensions" \
    "Vectors alone. A quarter of the memory, nothing was embedded again; the best hit stays, further down the order differs."
search 'red apple' --in images --mode knn --dims 1024 --size 5
search 'red apple' --in images --mode knn --dims 256 --size 5

say "5. Hybrid: words and vectors" \
    "Pictures and texts together. Scores of different legs cannot be compared, so their ranks are fused."
search 'repair a flat bicycle tyre' --size 5

say "6. The same with a reranker" \
    "A second stage reads question and hits together and orders the best of them anew; here the offline one."
search 'repair a flat bicycle tyre' --rerank offline --size 5

say "7. A filter" \
    "Only what is tagged as fruit and drawn as SVG can be a hit at all."
search 'something red' --filter 'tags == "fruit" && format == "svg"' --size 4

say "8. Ingest again" \
    "Nothing changed, so nothing is embedded and nothing is sent."
ingest Examples/gallery --dims 1024,256 --embedder offline

say "Look at it" \
    "All these searches, with pictures: $(pwd)/$sheet"

say "Try next"
cat <<END
  # Go on with what the demo made, with a question of your own
  export ES_JINA_STATE=$directory/state ES_JINA_INDEX=gallery
  $binary search 'coche azul' --in images

  # Your own pictures and texts
  $binary ingest ~/Pictures --index mine

  # With jina-clip-v2, which understands what a picture shows
  JINA_API_KEY=... $binary ingest Examples/gallery --index clip

  # Into an Elasticsearch cluster
  $binary ingest Examples/gallery --url http://127.0.0.1:9200

  $binary --help
END
