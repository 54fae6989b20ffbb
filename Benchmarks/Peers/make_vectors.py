"""Writes seeded unit vectors as raw little-endian float32, row after row.

usage: make_vectors.py FILE ROWS DIMS SEED
"""

import sys

import numpy as np

path, rows, dims, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
generator = np.random.default_rng(seed)
with open(path + ".part", "wb") as file:
    for start in range(0, rows, 10_000):
        block = generator.standard_normal((min(10_000, rows - start), dims), dtype=np.float32)
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        file.write(block.astype("<f4").tobytes())

import os

os.replace(path + ".part", path)
