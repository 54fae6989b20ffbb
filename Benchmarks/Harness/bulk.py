"""Bulk indexing into a sink: this package against elasticsearch-py and go-elasticsearch."""

import dataclasses
import os
import sys

from processes import BenchmarkError, Sink, measure, run
from report import Goal, Suite, median, others, spread, uneven

DOCUMENTS, DIMS = 20_000, 1024


@dataclasses.dataclass(frozen=True)
class Case:
    client: str
    encoding: str
    command: tuple

    @property
    def name(self):
        return f"{self.client} {self.encoding}"


def cases(tools, vectors):
    ours = [
        Case("es-jina", encoding, (tools.bench("bulk-bench"), "--url", "{url}", "--vectors", vectors, "--encoding", encoding))
        for encoding in ("base64", "json")
    ]
    peer = os.path.join(tools.peers, "bulkpeer")
    go = [
        Case(
            "go-elasticsearch",
            encoding,
            (peer, "-url", "{url}", "-vectors", vectors, "-encoding", encoding, "-type", "flat", "-workers", "2"),
        )
        for encoding in ("base64", "json")
    ]
    if not os.path.exists(peer):
        print(f"bulkpeer is not there ({peer}): set ES_JINA_PEERS to its directory; measured without it", file=sys.stderr)
        go = []
    python = [
        Case("elasticsearch-py", encoding, (sys.executable, tools.peer("parallel_bulk.py"), "{url}", vectors, str(DIMS), encoding, "4"))
        for encoding in ("json", "base64", "orjson")
    ]
    return ours + go + python


def suite(tools):
    vectors = tools.vectors("v.f32", DOCUMENTS, DIMS, seed=1)
    with Sink(tools.bench("bulk-sink")) as sink:

        def once(case):
            before = sink.state()
            result = run([part.format(url=sink.url) for part in case.command], served=sink.cpu)
            after = sink.state()
            arrived = after["documents"] - before["documents"]
            if arrived != DOCUMENTS or result.report.get("docs") != DOCUMENTS or result.report.get("failed"):
                raise BenchmarkError(f"{case.name}: {arrived} documents reached the sink, {result.output.strip()}")
            result.report["sent"] = (after["bytes"] - before["bytes"]) / DOCUMENTS
            result.report["sink_cpu"] = after["cpu_seconds"] - before["cpu_seconds"]
            return result

        chosen = cases(tools, vectors)
        kept, every = measure(chosen, once, tools.repeats, tools.tries, tools.patience)
        ceiling = _ceiling(tools, sink, vectors)
    return _suite(tools, kept, every, ceiling)


def _ceiling(tools, sink, vectors):
    """Documents per second the sink takes from curl, which sends bodies made before and so does next to nothing itself."""
    body = os.path.join(tools.data, "bulk.ndjson")
    count = 900
    if not os.path.exists(body):
        import numpy
        from elasticsearch.helpers import pack_dense_vector

        rows = numpy.memmap(vectors, dtype="<f4", mode="r").reshape(-1, DIMS)[:count]
        with open(body, "w") as file:
            for number, row in enumerate(rows):
                vector = pack_dense_vector(numpy.asarray(row))
                file.write(f'{{"index":{{"_id":"{number}"}}}}\n{{"v":"{vector}","text":"document {number}"}}\n')
    requests = 100
    command = ["curl", "-sS", "-o", os.devnull, "-H", "Content-Type: application/x-ndjson", "-H", "Expect:"]
    command += ["--data-binary", "@" + body, f"{sink.url}/bench/_bulk?n=[1-{requests}]"]
    before = sink.state()["documents"]
    kept, _ = measure(["curl"], lambda _: run(command, served=sink.cpu), 3, tools.tries, tools.patience)
    arrived = sink.state()["documents"] - before
    if arrived == 0 or arrived % (count * requests):
        raise BenchmarkError(f"the sink lost documents: {arrived}")
    return median([count * requests / result.wall for result in kept["curl"]])


def _suite(tools, kept, every, ceiling):
    rate = {case.name: median([run.report["docs_per_s"] for run in runs]) for case, runs in kept.items()}
    runs_of = {case.name: runs for case, runs in kept.items()}
    cost = {case.name: median([run.cpu / DOCUMENTS * 1e6 for run in runs]) for case, runs in kept.items()}
    rows = []
    for case, runs in kept.items():
        rows.append(
            (
                case.client,
                case.encoding,
                spread([run.report["docs_per_s"] for run in runs], lambda value: f"{value:,.0f}"),
                spread([run.cpu / DOCUMENTS * 1e6 for run in runs], lambda value: f"{value:.1f}"),
                f"{median([run.report['sent'] for run in runs]):,.0f}",
                f"{median([run.rss for run in runs]) / 2**20:.0f}",
                f"{median([run.report['sink_cpu'] / run.report['seconds'] for run in runs]) * 100:.0f} %",
                others(runs),
            )
        )
    goals = []

    def compare(text, other, ours, factor):
        if other in rate:
            ratio = rate[ours] / rate[other]
            goals.append(Goal(text, f"{ratio:.1f} times{uneven(runs_of[ours], runs_of[other])}", ratio >= factor))

    ten = "bulk: 10 times the documents/s of elasticsearch-py `parallel_bulk`"
    compare(f"{ten}, each as it comes (base64 against lists of numbers)", "elasticsearch-py json", "es-jina base64", 10)
    compare(f"{ten}, both sending numbers", "elasticsearch-py json", "es-jina json", 10)
    compare(f"{ten}, both sending base64 (its `pack_dense_vector`)", "elasticsearch-py base64", "es-jina base64", 10)
    compare(f"{ten} with the optional orjson, both sending numbers", "elasticsearch-py orjson", "es-jina json", 10)
    for encoding in ("base64", "json"):
        peer, ours = f"go-elasticsearch {encoding}", f"es-jina {encoding}"
        compare(f"bulk: ahead of go-elasticsearch in documents/s, {encoding}", peer, ours, 1)
        if peer in cost:
            goals.append(
                Goal(
                    f"bulk: ahead of go-elasticsearch in CPU time per document, {encoding}",
                    f"{cost[ours]:.1f} µs against {cost[peer]:.1f} µs",
                    cost[ours] < cost[peer],
                )
            )
    raw = []
    for case, runs in every.items():
        for number, result in enumerate(runs, 1):
            shown = any(result is one for one in kept[case])
            values = (
                ("documents_per_second", result.report["docs_per_s"], "1/s"),
                ("cpu_per_document", result.cpu / DOCUMENTS * 1e6, "us"),
                ("process_wall", result.wall, "s"),
                ("peak_memory", result.rss, "B"),
                ("sink_cpu", result.report["sink_cpu"], "s"),
            )
            raw += [("bulk", case.name, number, name, f"{value:.6g}", unit, f"{result.other or 0:.3f}", int(shown)) for name, value, unit in values]
    raw.append(("bulk", "curl with ready bodies", 1, "documents_per_second", f"{ceiling:.6g}", "1/s", "", 1))
    header = ("Client", "Vectors as", "Documents/s", "CPU µs/document", "Bytes/document", "Peak MiB", "Sink busy", "Others")
    return Suite(
        title="Bulk indexing",
        method=f"{DOCUMENTS:,} documents `{{\"v\": vector, \"text\": \"document N\"}}` with {DIMS:,} float32 from one file, in batches of "
        "5 MiB, into a sink on the loopback address that answers each with success (`Sources/bulk-sink`); the same sink and the "
        "same answers for all. Documents/s by each client's own clock, making of the index and of the documents included, its "
        "start and imports not. CPU is user and system time of the whole process, its start included. es-jina runs 4 workers, "
        "`parallel_bulk` 4 threads (its default), go-elasticsearch 2 workers. \"orjson\" is elasticsearch-py with its optional, "
        "faster serializer, which sends numbers.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=[("", header, rows)],
        goals=goals,
        raw=raw,
        notes=[
            f"The sink is not the bottleneck: curl sends it bodies made before, one after the other on one connection, at "
            f"{ceiling:,.0f} documents/s, and its CPU is never fully used (column \"Sink busy\").",
            "A real node takes 1,000 to 5,000 such documents/s on two cores; what the client does not use of the CPU is left to it "
            "where both share a machine, and to more ingest where they do not.",
        ],
    )
