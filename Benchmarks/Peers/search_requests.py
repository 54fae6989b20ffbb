"""Asks a node one search after the other with elasticsearch-py and prints, as JSON, what each cost and what it found.

usage: search_requests.py bm25|knn|hybrid URL INDEX QUERIES VECTORS DIMS ROUNDS json|base64 [orjson]

The requests are those of search-bench; `json` sends query vectors as lists of numbers, as people do, `base64` by the client's own
`pack_dense_vector`. With `orjson` the client reads and writes JSON by its optional serializer.
"""

import array
import json
import statistics
import sys
import time

mode, url, index, query_path, vector_path = sys.argv[1:6]
dims, rounds, encoding = int(sys.argv[6]), int(sys.argv[7]), sys.argv[8]

from elasticsearch import Elasticsearch
from elasticsearch.helpers import pack_dense_vector

options = {}
if "orjson" in sys.argv[9:]:
    from elasticsearch import OrjsonSerializer

    options = {"serializer": OrjsonSerializer()}
client = Elasticsearch(url, **options)
with open(query_path) as file:
    words = file.read().splitlines()
floats = array.array("f")
with open(vector_path, "rb") as file:
    floats.frombytes(file.read())
vectors = [floats[start : start + dims].tolist() for start in range(0, len(floats), dims)]
SIZE, WINDOW = 10, 50
SOURCE = {"exclude_vectors": True}


def lexical(query, size):
    return {"query": {"match": {"text": {"query": words[query]}}}, "size": size, "_source": SOURCE}


def near(query, size):
    vector = vectors[query] if encoding == "json" else pack_dense_vector(vectors[query])
    knn = {"field": "v", "query_vector": vector, "k": size, "num_candidates": 100}
    return {"knn": [knn], "size": size, "_source": SOURCE}


def one(body):
    answer = client.search(index=index, body=body)
    return [hit["_id"] for hit in answer["hits"]["hits"]], answer["took"]


def search(query):
    if mode == "bm25":
        return one(lexical(query, SIZE))
    if mode == "knn":
        return one(near(query, SIZE))
    answer = client.msearch(index=index, searches=[{}, lexical(query, WINDOW), {}, near(query, WINDOW)])
    scores = {}
    for response in answer["responses"]:
        for rank, hit in enumerate(response["hits"]["hits"], 1):
            scores[hit["_id"]] = scores.get(hit["_id"], 0.0) + 1 / (60 + rank)
    best = sorted(scores, key=lambda id: -scores[id])[:SIZE]
    return best, max(response["took"] for response in answer["responses"])


count = min(len(words), len(vectors))
found = [search(query)[0] for query in range(count)]
milliseconds, took = [], []
cpu = time.process_time()
for _ in range(rounds):
    for query in range(count):
        start = time.perf_counter()
        answer = search(query)
        milliseconds.append((time.perf_counter() - start) * 1000)
        took.append(answer[1])
cpu = (time.process_time() - cpu) * 1000 / len(milliseconds)
report = {
    "wall_ms": statistics.fmean(milliseconds),
    "median_ms": statistics.median(milliseconds),
    "took_ms": statistics.fmean(took),
    "cpu_ms": cpu,
    "searches": len(milliseconds),
    "ids": found,
}
print(json.dumps(report))
