"""Runs the benchmarks named and writes their results; `run.sh` builds what it needs and calls it.

usage: main.py bulk|node|scale|knn|ranking|search|sizes|pictures|start ...
"""

import datetime
import os
import subprocess
import sys

import report
from processes import BenchmarkError

HERE = os.path.dirname(os.path.abspath(__file__))


class Tools:
    """Where things are, and how patiently to measure."""

    def __init__(self):
        def variable(name, standard):
            return os.environ.get(name) or standard

        self.root = os.path.dirname(HERE)
        self.binaries = os.environ["BENCH_BINARIES"]
        self.data = os.environ["BENCH_DATA"]
        self.command = os.environ["BENCH_COMMAND"]
        self.peers = os.path.abspath(variable("ES_JINA_PEERS", os.path.join(self.root, "..", "..", "shared", "peers")))
        self.repeats = int(variable("BENCH_REPEATS", "3"))
        self.tries = int(variable("BENCH_TRIES", "8"))
        self.node = variable("BENCH_NODE", "http://127.0.0.1:9200").rstrip("/")
        self.rows = int(variable("BENCH_ROWS", "1000000"))
        self.patience = float(variable("BENCH_PATIENCE", "20"))

    def bench(self, name):
        return os.path.join(self.binaries, name)

    def peer(self, name):
        return os.path.join(self.root, "Peers", name)

    def vectors(self, name, rows, dims, seed):
        """The path of a file of seeded unit vectors, made where it is missing."""
        path = os.path.join(self.data, name)
        if not os.path.exists(path) or os.path.getsize(path) != rows * dims * 4:
            subprocess.run([sys.executable, self.peer("make_vectors.py"), path, str(rows), str(dims), str(seed)], check=True)
        return path

    def hide(self, commands):
        """Commands without this machine's directories."""
        hidden = {
            self.data: "$DATA", self.binaries: "$BIN", self.peers: "$ES_JINA_PEERS", self.root: "Benchmarks",
            self.command: "es-jina", sys.executable: "python3", "{url}": "$SINK",
        }
        result = []
        for command in commands:
            for path, name in sorted(hidden.items(), key=lambda pair: -len(pair[0])):
                command = command.replace(path, name)
            result.append(command)
        return result


def main():
    tools = Tools()
    os.makedirs(tools.data, exist_ok=True)
    before = os.getloadavg()
    directory = os.environ.get("BENCH_RESULTS") or os.path.join(
        tools.root, "Results", f"{datetime.date.today().isoformat()}-{report.host_class()}"
    )
    suites = []
    for name in sys.argv[1:]:
        print(f"Measuring {name} ...", file=sys.stderr, flush=True)
        suites.append(__import__(name).suite(tools))
        # After each, so that a long run that is ended early leaves what it has.
        report.write(directory, suites, (before, os.getloadavg()))
    print(f"{os.path.relpath(directory)}/summary.md")


if __name__ == "__main__":
    try:
        main()
    except BenchmarkError as error:
        sys.exit(f"benchmarks: {error}")
