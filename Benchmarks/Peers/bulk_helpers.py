"""Bulk-indexes the vectors of a file with elasticsearch-py's helpers and prints documents per second as JSON.

usage: bulk_helpers.py URL INDEX VECTORS DIMS streaming|parallel json|base64|orjson

`streaming` is helpers.streaming_bulk, `parallel` is helpers.parallel_bulk with its default of 4 threads. `json` is what people
write: the vector as a list of numbers. `base64` uses the client's own pack_dense_vector. `orjson` is `json` with the client's
faster, optional serializer, which takes numpy rows as they are. Batches are of 5 MiB as everywhere else in the comparison. The
clock starts after the imports, before the first request.
"""

import json
import sys
import time

import numpy as np
from elasticsearch import Elasticsearch, OrjsonSerializer
from elasticsearch.helpers import pack_dense_vector, parallel_bulk, streaming_bulk

url, index, path, dims, helper, encoding = sys.argv[1:4] + [int(sys.argv[4])] + sys.argv[5:7]
vectors = np.memmap(path, dtype="<f4", mode="r").reshape(-1, dims)

start = time.perf_counter()
serializer = {"serializer": OrjsonSerializer()} if encoding == "orjson" else {}
client = Elasticsearch(url, request_timeout=120, **serializer)
client.indices.delete(index=index, ignore_unavailable=True)
client.indices.create(
    index=index,
    settings={"number_of_replicas": 0, "refresh_interval": "-1"},
    mappings={
        "properties": {
            "v": {"type": "dense_vector", "dims": dims, "index_options": {"type": "flat"}},
            "text": {"type": "text"},
        }
    },
)
convert = {
    "json": lambda row: row.tolist(),
    "base64": lambda row: pack_dense_vector(np.asarray(row)),
    "orjson": lambda row: np.asarray(row),
}[encoding]


def actions():
    for number, row in enumerate(vectors):
        yield {"_index": index, "_id": str(number), "v": convert(row), "text": f"document {number}"}


done = failed = 0
limits = {"chunk_size": 1000, "max_chunk_bytes": 5 << 20}
if helper == "parallel":
    results = parallel_bulk(client, actions(), thread_count=4, **limits)
else:
    results = streaming_bulk(client, actions(), **limits)
for succeeded, _ in results:
    done += succeeded
    failed += not succeeded
seconds = time.perf_counter() - start
print(json.dumps({"docs": done, "failed": failed, "seconds": seconds, "docs_per_s": round(done / seconds)}))
