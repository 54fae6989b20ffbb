#!/bin/bash
# Sends every body that make_bodies.py wrote by `curl --data-binary`: by one curl for all, or by one process for each.
# Prints the seconds from the first body to the last answer as JSON.
# usage: send_bodies.sh URL INDEX DIMS DIRECTORY one|each
set -euo pipefail
url=$1 index=$2 dims=$3 directory=$4 way=$5
bulk="$url/$index/_bulk?filter_path=took,errors,items.*.status,items.*.error,items.*._id"
curl -sS -o /dev/null -X DELETE "$url/$index"
curl -sS -o /dev/null -X PUT "$url/$index" -H 'Content-Type: application/json' --data-binary @- <<JSON
{"settings":{"number_of_replicas":0,"refresh_interval":"-1"},"mappings":{"properties":{
"v":{"type":"dense_vector","dims":$dims,"index_options":{"type":"flat"}},"text":{"type":"text"}}}}
JSON
if [ "$way" = each ]; then
    start=$(date +%s.%N)
    while read -r body || [ -n "$body" ]; do
        curl -sS -f -o /dev/null -H 'Content-Type: application/x-ndjson' -H 'Expect:' --data-binary "@$body" "$bulk"
    done <"$directory/names"
else
    while read -r body || [ -n "$body" ]; do
        [ -z "${later:-}" ] || echo next
        later=1
        printf 'url = "%s"\ndata-binary = "@%s"\noutput = /dev/null\n' "$bulk" "$body"
        printf 'header = "Content-Type: application/x-ndjson"\nheader = "Expect:"\nsilent\nshow-error\nfail\n'
    done <"$directory/names" >"$directory/all.curl"
    start=$(date +%s.%N)
    curl -K "$directory/all.curl"
fi
awk -v start="$start" -v end="$(date +%s.%N)" 'BEGIN { printf "{\"seconds\": %.6f}\n", end - start }'
