"""The clients that the bulk suites compare, and one measured load by one of them."""

import dataclasses
import json
import os
import shutil
import struct
import subprocess
import sys
import urllib.error
import urllib.request

from processes import BenchmarkError, run

INDEX = "es-jina-bench"
OURS, COMMAND, GO, PYTHON, CURL = "es-jina library", "es-jina ingest", "go-elasticsearch", "elasticsearch-py", "curl"


@dataclasses.dataclass(frozen=True)
class Case:
    """One client, loading `rows` vectors of `dims` numbers; `encoding` is how it sends them."""

    client: str
    way: str
    encoding: str
    dims: int
    rows: int
    command: tuple

    @property
    def name(self):
        return f"{self.client} {self.way}".strip() + f" {self.encoding} {self.dims}"


def call(url, method="GET", body=None):
    """The JSON answer of a server; None where there is no such thing."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=1800) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise BenchmarkError(f"{method} {url}: {error.code} {error.read()[:500]}") from error


class Clients:
    """Makes cases, with the files they read."""

    def __init__(self, tools):
        self.tools = tools
        self.peer = os.path.join(tools.peers, "bulkpeer")
        self.definitions = {}
        self.has_go = os.path.exists(self.peer)
        if not self.has_go:
            print(f"bulkpeer is not there ({self.peer}): set ES_JINA_PEERS to its directory; measured without it", file=sys.stderr)

    def ours(self, dims, rows, encoding):
        command = (self.tools.bench("bulk-bench"), "--url", "{url}", "--index", INDEX)
        command += ("--vectors", self._vectors(dims, rows), "--dims", str(dims), "--encoding", encoding)
        return Case(OURS, "", encoding, dims, rows, command)

    def command(self, dims, rows):
        """The whole command: JSONL and vectors from files, identity and digests, journal, reconciliation."""
        command = (self.tools.command, "ingest", self._records(rows), "--vectors", self._vectors(dims, rows))
        command += ("--vector-dims", str(dims), "--index", INDEX, "--url", "{url}", "--state", self.state, "--progress", "none", "--json")
        return Case(COMMAND, "", "base64", dims, rows, command)

    def go(self, dims, rows, encoding):
        command = (self.peer, "-url", "{url}", "-index", INDEX, "-vectors", self._vectors(dims, rows), "-dims", str(dims))
        command += ("-encoding", encoding, "-type", "flat", "-workers", "2", "-flush", str(5 << 20))
        return Case(GO, "", encoding, dims, rows, command)

    def python(self, dims, rows, helper, encoding):
        command = (sys.executable, self.tools.peer("bulk_helpers.py"), "{url}", INDEX, self._vectors(dims, rows), str(dims))
        return Case(PYTHON, f"{helper}_bulk", encoding, dims, rows, command + (helper, encoding))

    def curl(self, dims, rows, way):
        command = (self.tools.peer("send_bodies.sh"), "{url}", INDEX, str(dims), self._bodies(dims, rows), way)
        names = {"one": "one process", "each": "a process for each body"}
        return Case(CURL, names[way], "base64", dims, rows, command)

    @property
    def state(self):
        return os.path.join(self.tools.data, "bulk-state")

    def _vectors(self, dims, rows):
        return self.tools.vectors(f"v{dims}-{rows}.f32", rows, dims, seed=dims)

    def _records(self, rows):
        path = os.path.join(self.tools.data, f"records-{rows}.jsonl")
        if not os.path.exists(path):
            with open(path + ".part", "w") as file:
                file.writelines(f'{{"id":"{number}","text":"document {number}"}}\n' for number in range(rows))
            os.replace(path + ".part", path)
        return path

    def _bodies(self, dims, rows):
        directory = os.path.join(self.tools.data, f"bodies-{dims}-{rows}")
        if not os.path.exists(os.path.join(directory, "names")):
            command = [sys.executable, self.tools.peer("make_bodies.py"), self._vectors(dims, rows), str(dims), directory]
            subprocess.run(command, check=True)
        return directory

    # Loads

    def load(self, case, url, served, count, is_node=False):
        """Runs `case` into an empty index at `url` and makes sure that every document is there.

        `served` gives the CPU seconds of the server, `count` how many documents it has.
        """
        shutil.rmtree(self.state, ignore_errors=True)
        call(f"{url}/{INDEX}", "DELETE")
        if is_node and case.client == COMMAND:
            call(f"{url}/{INDEX}", "PUT", self._flat_definition(case, url))
        try:
            result = run([part.format(url=url) for part in case.command], served=served)
            took = result.report.get("took_ms")
            seconds = took / 1000 if took else result.report.get("seconds")
            # What a client says of itself must fit, where it says anything.
            said = result.report.get("indexed", result.report.get("docs", case.rows))
            held = count()
            if not seconds or held != case.rows or said != case.rows or result.report.get("failed"):
                raise BenchmarkError(f"{case.name}: {held} of {case.rows} documents are there; {result.output[-500:]}")
            result.rate = case.rows / seconds
            return result
        finally:
            call(f"{url}/{INDEX}", "DELETE")

    def _flat_definition(self, case, url):
        """The index as the command makes it, but `flat` and without replicas and refreshes, as all others have it."""
        if case.dims not in self.definitions:
            one = [os.path.join(self.tools.data, name) for name in ("one.jsonl", "one.f32")]
            with open(one[0], "w") as records, open(one[1], "wb") as vectors:
                records.write('{"id":"0","text":"makes the index"}\n')
                vectors.write(struct.pack("<f", 1) * case.dims)
            run(
                [self.tools.command, "ingest", one[0], "--vectors", one[1], "--vector-dims", str(case.dims)]
                + ["--index", INDEX, "--url", url, "--state", self.state, "--progress", "none"]
            )
            mapping = call(f"{url}/{INDEX}/_mapping")[INDEX]["mappings"]
            for field in mapping["properties"].values():
                if field["type"] == "dense_vector":
                    field["index_options"] = {"type": "flat"}
            self.definitions[case.dims] = {
                "settings": {"number_of_replicas": 0, "refresh_interval": "-1"},
                "mappings": mapping,
            }
            call(f"{url}/{INDEX}", "DELETE")
            shutil.rmtree(self.state, ignore_errors=True)
        return self.definitions[case.dims]
