"""Late interaction and reciprocal rank fusion with numpy, hot; prints what one query costs as JSON.

usage: rank_lists.py maxsim VECTORS QUERIES DIMS TOKENS QUERY_TOKENS THREADS ROUNDS loop|batch
       rank_lists.py rrf LISTS HITS ROUNDS dict|numpy

`loop` multiplies document by document, `batch` all documents at once. `dict` fuses as most people write it, `numpy` by sorting ids.
"""

import json
import os
import statistics
import sys
import time

if sys.argv[1] == "maxsim":
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = sys.argv[7]

import numpy as np


def max_sim():
    path, query_path = sys.argv[2:4]
    dims, tokens, query_tokens, _, rounds = map(int, sys.argv[4:9])
    rows = np.fromfile(path, dtype="<f4").reshape(-1, dims)
    queries = np.fromfile(query_path, dtype="<f4").reshape(-1, query_tokens, dims)
    documents = rows.reshape(-1, tokens, dims)
    starts = np.arange(0, len(rows), tokens)

    def loop(query):
        return np.array([(document @ query.T).max(axis=0).sum() for document in documents], dtype=np.float32)

    def batch(query):
        return np.maximum.reduceat(rows @ query.T, starts, axis=0).sum(axis=1)

    score = {"loop": loop, "batch": batch}[sys.argv[9]]

    def result(scores):
        best = np.argsort(-scores, kind="stable")[:10]
        return {"ids": best.tolist(), "score": float(scores[best[0]])}

    return list(queries), score, result, rounds


def reciprocal_rank():
    count, hits, rounds = map(int, sys.argv[2:5])
    queries = [
        [[f"doc-{query}-{(place * 7 + number * hits * 2 // 3) % (hits * count)}" for place in range(hits)] for number in range(count)]
        for query in range(20)
    ]
    weights = [np.float32(1 + number / 2) for number in range(count)]

    def by_dict(lists):
        scores = {}
        for weight, ids in zip(weights, lists):
            for rank, name in enumerate(ids, 1):
                scores[name] = scores.get(name, 0.0) + float(weight) / (60 + rank)
        return sorted(scores.items(), key=lambda pair: -pair[1])[:hits]

    def by_numpy(lists):
        ids = np.array([name for names in lists for name in names])
        shares = np.concatenate(
            [weight * (np.float32(1) / (np.float32(60) + np.arange(1, len(names) + 1, dtype=np.float32))) for weight, names in zip(weights, lists)]
        )
        names, first, places = np.unique(ids, return_index=True, return_inverse=True)
        scores = np.bincount(places, weights=shares)
        order = np.lexsort((first, -scores))[:hits]
        return list(zip(names[order].tolist(), scores[order].tolist()))

    fuse = {"dict": by_dict, "numpy": by_numpy}[sys.argv[5]]

    def result(fused):
        return {"ids": [name for name, _ in fused[:10]], "score": float(fused[0][1])}

    return queries, fuse, result, rounds


queries, run, result, rounds = max_sim() if sys.argv[1] == "maxsim" else reciprocal_rank()
results = [result(run(query)) for query in queries]
milliseconds = []
cpu = time.process_time()
for _ in range(rounds):
    for query in queries:
        start = time.perf_counter()
        run(query)
        milliseconds.append((time.perf_counter() - start) * 1000)
cpu = (time.process_time() - cpu) * 1000 / len(milliseconds)
print(json.dumps({"median_ms": statistics.median(milliseconds), "best_ms": min(milliseconds), "cpu_ms": cpu, "results": results}))
