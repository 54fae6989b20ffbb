"""Exact nearest-neighbour search with numpy or faiss over the vectors of a file, hot; prints latencies as JSON.

usage: flat_search.py numpy|faiss VECTORS QUERIES DIMS K THREADS ROUNDS

One query at a time, as a search engine gets them. numpy takes its number of threads from the environment, set before it is
imported; faiss from omp_set_num_threads.
"""

import json
import os
import sys
import time

library, path, query_path = sys.argv[1:4]
dims, k, threads, rounds = map(int, sys.argv[4:8])
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(threads)

import numpy as np

vectors = np.fromfile(path, dtype="<f4").reshape(-1, dims)
queries = np.fromfile(query_path, dtype="<f4").reshape(-1, dims)

if library == "faiss":
    import faiss

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(dims)
    index.add(vectors)
    del vectors

    def nearest(query):
        return index.search(query.reshape(1, -1), k)[1][0]

else:

    def nearest(query):
        scores = vectors @ query
        best = np.argpartition(scores, -k)[-k:]
        return best[np.argsort(-scores[best])]


found = [nearest(query).tolist() for query in queries]
milliseconds = []
cpu = time.process_time()
for _ in range(rounds):
    for query in queries:
        start = time.perf_counter()
        nearest(query)
        milliseconds.append((time.perf_counter() - start) * 1000)
cpu = (time.process_time() - cpu) * 1000 / len(milliseconds)
report = {"median_ms": float(np.median(milliseconds)), "best_ms": min(milliseconds), "cpu_ms": cpu, "ids": found}
print(json.dumps(report))
