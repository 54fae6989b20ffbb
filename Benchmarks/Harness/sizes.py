"""What vectors take on the disk of a real node, by index type and element type, beside what `VectorFootprint` says."""

import base64
import dataclasses
import json
import os
import subprocess
import sys
import urllib.request

from clients import call
from processes import BenchmarkError
from report import Goal, Suite

INDEX = "es-jina-sizes"
ELEMENTS = ("float", "bfloat16", "byte", "bit")
TYPES = ("flat", "int8_flat", "int4_flat", "bbq_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw")
DIMS = (256, 1024)


@dataclasses.dataclass(frozen=True)
class Case:
    """One index; `type` is None for documents without a vector."""

    dims: int
    element: str
    type: str | None

    @property
    def name(self):
        return f"{self.element} {self.type} {self.dims}" if self.type else "no vector"


class Vectors:
    """Seeded unit vectors around a thousand centres, as what is embedded lies in clusters."""

    def __init__(self, rows, dims):
        import numpy

        generator = numpy.random.default_rng(dims)
        self.rows, self.dims, self.numpy = rows, dims, numpy
        self.centres = generator.standard_normal((1000, dims), dtype=numpy.float32)

    def block(self, start, count):
        generator = self.numpy.random.default_rng((self.dims, start))
        rows = self.centres[generator.integers(0, len(self.centres), count)]
        rows = rows + 0.6 * generator.standard_normal(rows.shape, dtype=self.numpy.float32)
        return rows / self.numpy.linalg.norm(rows, axis=1, keepdims=True)

    def values(self, case, start, count, takes_base64):
        """The values of the field, as JSON."""
        rows = self.block(start, count)
        if case.element == "bit":
            return [f'"{row.tobytes().hex()}"' for row in self.numpy.packbits(rows > 0, axis=1)]
        if case.element == "byte":
            scaled = self.numpy.clip(self.numpy.rint(rows * (32 * self.dims**0.5)), -128, 127).astype("i1")
            return [f'"{row.tobytes().hex()}"' for row in scaled]
        if takes_base64:
            return [f'"{base64.b64encode(row.tobytes()).decode()}"' for row in rows.astype(">f4")]
        import orjson

        return [orjson.dumps(row, option=orjson.OPT_SERIALIZE_NUMPY).decode() for row in rows]


class Node:
    """A node and what it has."""

    def __init__(self, url):
        self.url = url
        about = call(url)
        if not about:
            raise BenchmarkError(f"no Elasticsearch node answers at {url}: set BENCH_NODE to the URLs of those that may be loaded")
        self.version = about["version"]["number"]
        self.release = tuple(map(int, self.version.split(".")[:2]))

    def cases(self, dims):
        elements = ELEMENTS if self.release >= (9, 3) else ("float", "byte", "bit")
        plain = ("flat", "hnsw")
        # How full vectors are stored changes nothing of a graph over their codes.
        cases = [
            Case(size, element, kind)
            for kind in TYPES
            for size in dims
            for element in elements
            if element == "float" or kind in plain or element == "bfloat16" and not kind.endswith("hnsw")
        ]
        # What has no graph first, as it is quick.
        return [Case(0, "", None)] + sorted(cases, key=lambda case: (case.type.endswith("hnsw"), case.dims, case.element != "float"))

    def _create(self, case):
        properties = {"n": {"type": "long"}}
        if case.type:
            similarity = "l2_norm" if case.element == "bit" else "cosine"
            properties["v"] = {
                "type": "dense_vector", "dims": case.dims, "element_type": case.element, "similarity": similarity,
                "index_options": {"type": case.type},
            }
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
        call(f"{self.url}/{INDEX}", "PUT", {"settings": settings, "mappings": {"properties": properties}})

    def _load(self, case, rows, vectors):
        # Some megabytes a request.
        batch = max(100, min(5000, 4_000_000 // max(1, case.dims * 6)))
        for start in range(0, rows, batch):
            count = min(batch, rows - start)
            values = vectors.values(case, start, count, self.release >= (9, 3)) if case.type else [None] * count
            lines = []
            for number, value in enumerate(values, start):
                lines.append(f'{{"index":{{"_id":"{number:08d}"}}}}')
                lines.append(f'{{"n":{number},"v":{value}}}' if value else f'{{"n":{number}}}')
            body = ("\n".join(lines) + "\n").encode()
            request = urllib.request.Request(
                f"{self.url}/{INDEX}/_bulk?filter_path=errors,items.*.error", body, {"Content-Type": "application/x-ndjson"}
            )
            with urllib.request.urlopen(request, timeout=600) as answer:
                result = json.loads(answer.read())
            if result["errors"]:
                raise BenchmarkError(f"{case.name}: {json.dumps(result)[:500]}")

    def _sizes(self):
        call(f"{self.url}/{INDEX}/_refresh", "POST")
        call(f"{self.url}/{INDEX}/_flush?force=true&wait_if_ongoing=true", "POST")
        stats = call(f"{self.url}/{INDEX}/_stats/store,segments,dense_vector,docs?include_segment_file_sizes=true")
        total = stats["_all"]["primaries"]
        files = {name: size["size_in_bytes"] for name, size in total["segments"]["file_sizes"].items()}
        off_heap = total.get("dense_vector", {}).get("off_heap", {})
        return {
            "documents": total["docs"]["count"],
            "store": total["store"]["size_in_bytes"],
            "segments": total["segments"]["count"],
            "files": files,
            "off_heap": off_heap,
        }

    def _disk_usage(self):
        answer = call(f"{self.url}/{INDEX}/_disk_usage?run_expensive_tasks=true", "POST")[INDEX]
        fields = answer["fields"]
        return {
            "store": answer["store_size_in_bytes"],
            "vector": fields.get("v", {}).get("knn_vectors_in_bytes", 0),
            "vector_all": fields.get("v", {}).get("total_in_bytes", 0),
            "source": fields.get("_source", {}).get("total_in_bytes", 0),
            "recovery": fields.get("_recovery_source", {}).get("total_in_bytes", 0),
            "fields": {name: field["total_in_bytes"] for name, field in fields.items()},
        }

    def measure(self, case, rows, vectors):
        call(f"{self.url}/{INDEX}", "DELETE")
        self._create(case)
        try:
            self._load(case, rows, vectors)
            result = {"loaded": self._sizes()}
            call(f"{self.url}/{INDEX}/_forcemerge?max_num_segments=1", "POST")
            result["merged"] = self._sizes()
            result["usage"] = self._disk_usage()
            return result
        finally:
            call(f"{self.url}/{INDEX}", "DELETE")


class Kept:
    """What was measured before, in a file, so that a long measurement that is ended goes on where it was."""

    def __init__(self, path):
        self.path, self.results = path, {}
        if os.path.exists(path):
            with open(path) as file:
                for line in file:
                    one = json.loads(line)
                    self.results[Case(**one["case"])] = one

    def get(self, node, case, rows, vectors):
        if case not in self.results:
            print(f"  {node.version}: {case.name} ...", file=sys.stderr, flush=True)
            result = {"case": dataclasses.asdict(case), "rows": rows, **node.measure(case, rows, vectors)}
            with open(self.path, "a") as file:
                file.write(json.dumps(result) + "\n")
            self.results[case] = result
        return self.results[case]


def suite(tools):
    rows = int(os.environ.get("BENCH_SIZES_ROWS") or "100000")
    dims = [int(size) for size in (os.environ.get("BENCH_SIZES_DIMS") or "256,1024").split(",")]
    measured, notes = {}, []
    for url in tools.node.split():
        node = Node(url)
        kept = Kept(os.path.join(tools.data, f"sizes-{node.version}-{rows}.jsonl"))
        vectors = {}
        for case in node.cases(dims):
            if case.type and case.dims not in vectors:
                vectors = {case.dims: Vectors(rows, case.dims)}
            measured[node.version, case] = kept.get(node, case, rows, vectors.get(case.dims))
    expected = _expected(tools, [(version, case, rows) for version, case in measured if case.type])
    tables, goals, raw = [], [], []
    for version in dict.fromkeys(version for version, _ in measured):
        mine = {case: result for (one, case), result in measured.items() if one == version}
        empty = mine[Case(0, "", None)]
        for size in dims:
            rows_of_table = [
                _row(case, result, expected[version, case], rows)
                for case, result in mine.items()
                if case.type and case.dims == size
            ]
            header = ("Element", "Type", "Vectors", "Formula", "Difference", "Graph", "Formula", "`_source`", "Formula", "Index", "Index, unmerged")
            tables.append((f"**Elasticsearch {version}, {size:,} dims, bytes a document**", header, rows_of_table))
        goals += _goals(version, {case: result for case, result in mine.items() if case.type}, expected, rows)
        for case, result in mine.items():
            values = [("store_merged", result["merged"]["store"]), ("store_loaded", result["loaded"]["store"])]
            values += [("vectors", result["usage"]["vector"]), ("source", result["usage"]["source"])]
            values += [(name, value) for name, value in result["merged"]["off_heap"].items() if value]
            if case.type:
                values += [(f"formula_{name}", value) for name, value in expected[version, case].items()]
            raw += [("sizes", f"{version} {case.name}", 1, name, value, "B", "", 1) for name, value in values]
        notes.append(
            f"{version}: without a vector a document of these takes {empty['merged']['store'] / rows:.1f} bytes, which are in no formula."
        )
    return Suite(
        title=f"What {rows:,} vectors take on disk",
        method="One index for each type and element type: one shard, no replicas, documents of a number and a seeded unit vector near one "
        "of a thousand centres, merged to one segment. \"Vectors\" is `knn_vectors_in_bytes` of `_disk_usage`, \"Graph\" that without "
        "full vectors and codes (9.x tells it apart in `_stats`, which agrees), \"`_source`\" as `_disk_usage` says, \"Index\" the store of "
        "`_stats`; formulas are those of `VectorFootprint`. The server's Basic licence refuses `bbq_disk`, so its formula stays unmeasured.",
        commands=["BENCH_NODE='http://127.0.0.1:9200 http://127.0.0.1:9201' Benchmarks/run.sh sizes"],
        tables=tables,
        goals=goals,
        raw=raw,
        notes=notes,
    )


def _expected(tools, cases):
    lines = [
        json.dumps({"version": version, "documents": rows, "dims": case.dims, "element": case.element, "type": case.type})
        for version, case, rows in cases
    ]
    output = subprocess.run([tools.bench("footprints")], input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    return {(version, case): json.loads(line) for (version, case, _), line in zip(cases, output.splitlines())}


def _graph(result, expected):
    """Bytes of the graph: what vectors take beyond the full ones and the codes, both of which are whole numbers of bytes each."""
    off_heap = result["merged"]["off_heap"]
    if off_heap:
        return off_heap["total_vex_size_bytes"]
    return result["usage"]["vector"] - expected["raw"] - expected["codes"]


def _row(case, result, expected, rows):
    def each(value):
        return f"{value / rows:,.1f}"

    formula = expected["raw"] + expected["codes"] + expected["graph"]
    return (
        case.element,
        f"`{case.type}`",
        each(result["usage"]["vector"]),
        each(formula),
        f"{(formula / result['usage']['vector'] - 1) * 100:+.1f} %",
        each(_graph(result, expected)),
        each(expected["graph"]),
        each(result["usage"]["source"]),
        each(expected["source"]),
        each(result["merged"]["store"]),
        each(result["loaded"]["store"]),
    )


def _goals(version, measured, expected, rows):
    flat = [case for case in measured if not case.type.endswith("hnsw")]
    exact = [case for case in flat if measured[case]["usage"]["vector"] == expected[version, case]["raw"] + expected[version, case]["codes"]]
    differences = {
        case: (expected[version, case]["disk"] - expected[version, case]["source"]) / result["usage"]["vector"] - 1
        for case, result in measured.items()
    }
    graphs = {
        case: _graph(result, expected[version, case]) / rows for case, result in measured.items() if case.type.endswith("hnsw")
    }
    goals = [
        Goal(f"sizes, {version}: full vectors and codes to the byte", f"{len(exact)} of {len(flat)} flat types", exact == flat),
        Goal(
            f"sizes, {version}: no index of floats larger than the formula, and the formula at most 5 % larger",
            f"{min(_floats(differences)) * 100:+.1f} % to {max(_floats(differences)) * 100:+.1f} %",
            min(_floats(differences)) >= -0.001 and max(_floats(differences)) <= 0.05,
        ),
    ]
    if graphs:
        least, most = min(graphs.values()), max(graphs.values())
        goals.append(
            Goal(
                f"sizes, {version}: a graph takes no more than its 64 bytes a vector",
                f"{least:.1f} to {most:.1f} bytes",
                most <= 64,
            )
        )
    return goals


def _floats(differences):
    return [value for case, value in differences.items() if case.element == "float"]
