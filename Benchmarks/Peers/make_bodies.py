"""Writes bulk bodies of 5 MB, vectors as base64, and a file that tells one curl to send them all, one after the other.

usage: make_bodies.py VECTORS DIMS DIRECTORY
"""

import os
import sys

import numpy as np
from elasticsearch.helpers import pack_dense_vector

path, dims, directory = sys.argv[1], int(sys.argv[2]), sys.argv[3]
vectors = np.memmap(path, dtype="<f4", mode="r").reshape(-1, dims)
os.makedirs(directory, exist_ok=True)
names, body = [], []


def end():
    name = os.path.join(directory, f"{len(names):05}.ndjson")
    with open(name, "w") as file:
        file.writelines(body)
    names.append(name)
    body.clear()


size = 0
for number, row in enumerate(vectors):
    vector = pack_dense_vector(np.asarray(row))
    lines = f'{{"index":{{"_id":"{number}"}}}}\n{{"v":"{vector}","text":"document {number}"}}\n'
    if body and (size + len(lines) > 5_000_000 or len(body) == 1000):
        end()
        size = 0
    body.append(lines)
    size += len(lines)
if body:
    end()
with open(os.path.join(directory, "names"), "w") as file:
    file.write("\n".join(names))
