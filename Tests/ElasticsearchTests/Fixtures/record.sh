#!/bin/sh
# Records the answers in this folder from real nodes, whole: status line, headers, body.
#
# usage: record.sh URL [PROTECTED_URL [SMALL_URL]]
#   URL            a node with nothing in it that matters; indices named "fixture" are made and deleted
#   PROTECTED_URL  a node that asks for an API key
#   SMALL_URL      a node with http.max_content_length=2mb
set -eu
url=$1
version=$(curl -s "$url/" | sed -n 's/.*"number" *: *"\([^"]*\)".*/\1/p')
folder=$(cd "$(dirname "$0")" && pwd)/$version
mkdir -p "$folder"
json='content-type: application/json'
ndjson='content-type: application/x-ndjson'
filter='filter_path=took,errors,items.*.status,items.*.error,items.*._id'

quiet() { curl -s -o /dev/null "$@"; }
save() {
    name=$1
    shift
    curl -s -i "$@" | tr -d '\r' >"$folder/$name.http"
}

quiet -X DELETE "$url/fixture"
save info "$url/"
save license "$url/_license"
capabilities="$url/_capabilities?method=POST&path=%2F_search&capabilities"
save capabilities-exclude-vectors "$capabilities=exclude_vectors_param"
save capabilities-base64-query "$capabilities=knn_query_vector_base64"
save script-language "$url/_script_language"
save analyze-german -X POST -H "$json" -d '{"analyzer":"german","text":"words"}' "$url/_analyze"
save analyze-missing -X POST -H "$json" -d '{"analyzer":"klingon","text":"words"}' "$url/_analyze"
save has-privileges -X POST -H "$json" \
    -d '{"cluster":["monitor"],"index":[{"names":["a"],"privileges":["write"]}]}' "$url/_security/user/_has_privileges"
save nodes "$url/_nodes/jvm,http,os"
save nodes-stats "$url/_nodes/stats/fs,breaker,jvm,os,indexing_pressure,thread_pool"
save cluster-settings "$url/_cluster/settings?include_defaults=true&filter_path=*.cluster.routing.allocation.disk,*.cluster.max_shards_per_node"
save unknown-index -X POST -H "$json" -d '{}' "$url/missing/_search"
quiet -X PUT -H "$json" -d '{"mappings":{"_meta":{"es_jina":{"model":"jina-clip-v2"}},"properties":{
  "title":{"type":"text","analyzer":"english","fields":{"raw":{"type":"keyword","ignore_above":100}}},
  "caption":{"properties":{"en":{"type":"text"}}},"count":{"type":"integer"},
  "image":{"type":"dense_vector","dims":64,"similarity":"cosine","index_options":{"type":"bbq_hnsw"}},
  "text":{"type":"dense_vector","dims":4,"index_options":{"type":"int8_hnsw","m":8}},
  "bits":{"type":"dense_vector","dims":16,"element_type":"bit"}}}}' "$url/fixture"
save mapping "$url/fixture/_mapping"
save settings "$url/fixture/_settings"
save create-existing -X PUT "$url/fixture"
save create-invalid-dims -X PUT -H "$json" \
    -d '{"mappings":{"properties":{"v":{"type":"dense_vector","dims":9999}}}}' "$url/fixture-dims"
save bulk-partial -X POST -H "$ndjson" --data-binary '{"index":{"_id":"1"}}
{"title":"red boat","text":[1,2,3,4]}
{"create":{"_id":"1"}}
{"title":"again"}
{"index":{"_id":"3"}}
{"text":[1,2]}
{"delete":{"_id":"gone"}}
{"index":{"_id":"5"}}
{"count":"a secret word"}
{"index":{"_id":"6"}}
{"text":[0,0,0,0]}
{"index":{"_id":"7 \"é\""}}
{"title":"blue boat","text":[4,3,2,1]}
' "$url/fixture/_bulk?$filter"
save bulk-whole -X POST -H "$ndjson" --data-binary '{"index":{"_id":"8"}}
{"title":"green boat"}
' "$url/fixture/_bulk?refresh=true"
save bulk-without-newline -X POST -H "$ndjson" --data-binary '{"index":{"_id":"9"}}
{"title":"x"}' "$url/fixture/_bulk"
save bulk-malformed-document -X POST -H "$ndjson" --data-binary '{"index":{"_id":"9"}}
{"title": secret}
' "$url/fixture/_bulk?$filter"
save bulk-long-id -X POST -H "$ndjson" --data-binary "{\"index\":{\"_id\":\"$(printf '%0513d' 0)\"}}
{\"title\":\"x\"}
" "$url/fixture/_bulk?$filter"
save get "$url/fixture/_doc/1"
save get-missing "$url/fixture/_doc/missing"
save get-unknown-index "$url/missing/_doc/1"
save multi-get -X POST -H "$json" -d '{"ids":["1","missing"]}' "$url/fixture/_mget"
save search -X POST -H "$json" -d '{"query":{"match":{"title":{"query":"boat","_name":"words"}}},
  "highlight":{"fields":{"title":{}}},"_source":{"excludes":["text"]},"fields":["title.raw"]}' "$url/fixture/_search"
save search-dims -X POST -H "$json" \
    -d '{"knn":{"field":"text","query_vector":[1,2],"k":3,"num_candidates":10}}' "$url/fixture/_search"
save search-unknown-query -X POST -H "$json" -d '{"query":{"bogus":{}}}' "$url/fixture/_search"
save search-rrf -X POST -H "$json" -d '{"retriever":{"rrf":{"retrievers":[]}}}' "$url/fixture/_search"
save multi-search -X POST -H "$ndjson" --data-binary '{}
{"query":{"match_all":{}},"size":1,"_source":false}
{}
{"knn":{"field":"text","query_vector":[1,2],"k":3,"num_candidates":10}}
' "$url/fixture/_msearch"
save multi-search-unreadable -X POST -H "$ndjson" --data-binary '{}
{"query":{"match_all":{}}}
{}
{"query":{"bogus":{}}}
' "$url/fixture/_msearch"
save health "$url/_cluster/health/fixture"
save alias-missing "$url/_alias/missing"
save count "$url/fixture/_count"
save no-handler "$url/bogus/_thing/x"
save media-type-text -X POST -H 'content-type: text/plain' -d x "$url/fixture/_search"
save media-type-9 -X POST -H 'content-type: application/vnd.elasticsearch+json; compatible-with=9' \
    -H 'accept: application/vnd.elasticsearch+json; compatible-with=9' -d '{"size":0}' "$url/fixture/_search"
save delete-missing -X DELETE "$url/fixture/_doc/missing"
quiet -X PUT -H "$json" -d '{"mappings":{"properties":{"v":{"type":"dense_vector","dims":64,
  "index_options":{"type":"bbq_disk"}}}}}' "$url/fixture-disk"
save bulk-bbq-disk -X POST -H "$ndjson" --data-binary "{\"index\":{\"_id\":\"1\"}}
{\"v\":[1$(printf ',1%.0s' $(seq 63))]}
" "$url/fixture-disk/_bulk?$filter"
quiet -X DELETE "$url/fixture-disk"
quiet -X DELETE "$url/fixture"
[ $# -lt 2 ] || save unauthorized "$2/"
[ $# -lt 3 ] || head -c 3000000 /dev/zero | tr '\0' x | save too-large -X POST -H 'expect:' -H "$ndjson" --data-binary @- "$3/fixture/_bulk"
