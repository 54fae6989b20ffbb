"""Bulk indexing into a sink: this package against elasticsearch-py, go-elasticsearch and curl with bodies made before."""

import os

from clients import COMMAND, CURL, GO, INDEX, OURS, PYTHON, Clients
from processes import BenchmarkError, Sink, measure, run
from report import Goal, Suite, median, others, spread, uneven

# The fast clients load more, so that each run lasts long enough to be timed; rates are compared.
SIZES = {1024: {"fast": 100_000, "middle": 20_000, "slow": 8_000}, 256: {"fast": 200_000, "middle": 40_000, "slow": 20_000}}


def cases(clients, dims):
    fast, middle, slow = (SIZES[dims][name] for name in ("fast", "middle", "slow"))
    chosen = [clients.ours(dims, fast, "base64"), clients.command(dims, fast), clients.ours(dims, fast, "json")]
    if clients.has_go:
        chosen += [clients.go(dims, fast, "base64"), clients.go(dims, middle, "json")]
    for helper in ("streaming", "parallel"):
        chosen += [clients.python(dims, slow, helper, "json"), clients.python(dims, middle, helper, "base64")]
    chosen.append(clients.python(dims, middle, "parallel", "orjson"))
    chosen += [clients.curl(dims, fast, "one"), clients.curl(dims, fast, "each")]
    return chosen


def suite(tools):
    clients = Clients(tools)
    chosen = [case for dims in SIZES for case in cases(clients, dims)]
    with Sink(tools.bench("bulk-sink")) as sink:

        def once(case):
            before = sink.state()
            result = clients.load(case, sink.url, sink.cpu, lambda: sink.state()["distinct"])
            after = sink.state()
            if after["documents"] - before["documents"] != case.rows:
                raise BenchmarkError(f"{case.name}: the sink was given documents twice")
            result.sent = (after["bytes"] - before["bytes"]) / case.rows
            result.sink = (after["cpu_seconds"] - before["cpu_seconds"]) / case.rows
            return result

        kept, every = measure(chosen, once, tools.repeats, tools.tries, tools.patience)
        ceiling = _ceiling(tools, clients, sink)
    return _suite(tools, kept, every, ceiling)


def _ceiling(tools, clients, sink):
    """Documents per second the sink takes from a curl that sends the same body from memory again and again."""
    rows = SIZES[1024]["fast"]
    directory = clients.curl(1024, rows, "one").command[4]
    body, requests = os.path.join(directory, "00000.ndjson"), 100
    command = ["curl", "-sS", "-o", os.devnull, "-H", "Content-Type: application/x-ndjson", "-H", "Expect:"]
    command += ["--data-binary", "@" + body, f"{sink.url}/{INDEX}/_bulk?n=[1-{requests}]"]
    before = sink.state()["documents"]
    kept, every = measure(["curl"], lambda _: run(command, served=sink.cpu), 3, tools.tries, tools.patience)
    sent = (sink.state()["documents"] - before) / len(every["curl"])
    return median([sent / result.wall for result in kept["curl"]])


def _suite(tools, kept, every, ceiling):
    tables, goals = [], []
    for dims in SIZES:
        rows = []
        for case, runs in kept.items():
            if case.dims != dims:
                continue
            rows.append(
                (
                    f"{case.client} {case.way}".strip(),
                    case.encoding,
                    f"{case.rows:,}",
                    spread([run.rate for run in runs], lambda value: f"{value:,.0f}"),
                    spread([run.cpu / case.rows * 1e6 for run in runs], lambda value: f"{value:.1f}"),
                    f"{median([run.sink for run in runs]) * 1e6:.1f}",
                    f"{median([run.sent for run in runs]):,.0f}",
                    f"{median([run.rss for run in runs]) / 2**20:.0f}",
                    others(runs),
                )
            )
        header = (
            "Client", "Vectors as", "Documents", "Documents/s", "CPU µs/document", "Sink's CPU", "Bytes/document", "Peak MiB", "Others",
        )
        tables.append((f"**{dims:,} dims**", header, rows))
        goals += _goals(dims, {case: runs for case, runs in kept.items() if case.dims == dims}, ceiling)
    raw = []
    for case, runs in every.items():
        for number, result in enumerate(runs, 1):
            shown = any(result is one for one in kept[case])
            values = (
                ("documents_per_second", result.rate, "1/s"),
                ("cpu_per_document", result.cpu / case.rows * 1e6, "us"),
                ("process_wall", result.wall, "s"),
                ("peak_memory", result.rss, "B"),
                ("sink_cpu_per_document", result.sink * 1e6, "us"),
            )
            raw += [("bulk", case.name, number, name, f"{value:.6g}", unit, f"{result.other or 0:.3f}", int(shown)) for name, value, unit in values]
    raw.append(("bulk", "curl with one body again and again", 1, "documents_per_second", f"{ceiling:.6g}", "1/s", "", 1))
    return Suite(
        title="Bulk indexing into a sink",
        method="Documents `{\"v\": vector, \"text\": \"document N\"}` with float32 vectors from one seeded file, in batches of 5 MB, into a "
        "sink on the loopback address that answers each with success (`Sources/bulk-sink`); the same sink and the same short answers "
        "for all, which it gives from the ids it really was sent. The harness checks that every document arrived once. Cases run in "
        "turn, each once per round. Documents/s by each client's own clock, making of the index and of the documents included, its "
        "start and imports not. CPU is user and system time of the whole process, its start included. `es-jina library` is "
        "`BulkIndexer` with vectors in memory, 4 workers; `es-jina ingest` is the whole command: JSONL and vectors read from files, "
        "digests, journal, reconciliation, and documents with es-jina's own fields. `parallel_bulk` has 4 threads (its default), "
        "go-elasticsearch 2 workers; \"base64\" of elasticsearch-py is its `pack_dense_vector`, \"orjson\" its optional, faster "
        "serializer. curl sends bodies that were made before, from files in the page cache.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=tables,
        goals=goals,
        raw=raw,
        notes=[
            f"The sink is not the bottleneck: curl sends it one body of 1,024-dim vectors from memory again and again at {ceiling:,.0f} "
            "documents/s; its own CPU time per document is in the tables.",
        ],
    )


def _goals(dims, kept, ceiling):
    """What was promised, for one size of vectors."""
    rate = {case: median([run.rate for run in runs]) for case, runs in kept.items()}
    goals = []

    def compare(mine, theirs, factor, text):
        if mine and theirs:
            (mine,), goal = mine, f"sink, {dims:,} dims: {text}"
            theirs = max(theirs, key=lambda case: rate[case])
            ratio = rate[mine] / rate[theirs]
            named = f"{ratio:.2f} times `{theirs.name}`{uneven(kept[mine], kept[theirs])}"
            goals.append(Goal(goal, named, ratio >= factor))

    def pick(client, encoding, way=""):
        return [case for case in kept if case.client == client and case.encoding == encoding and case.way.startswith(way)]

    for client in (OURS, COMMAND):
        mine = pick(client, "base64")
        compare(mine, pick(PYTHON, "json"), 10, f"{client} ≥ 10 × elasticsearch-py")
        compare(mine, pick(PYTHON, "base64"), 10, f"{client} ≥ 10 × elasticsearch-py with `pack_dense_vector`")
        compare(mine, pick(GO, "base64"), 1.5, f"{client} ≥ 1.5 × go-elasticsearch")
        compare(mine, pick(CURL, "base64"), 0.8, f"{client} ≥ 0.8 × the fastest curl with bodies from files")
        if dims == 1024:
            goals.append(
                Goal(
                    f"sink, {dims:,} dims: {client} ≥ 0.8 × a curl that sends one body from memory again and again",
                    f"{rate[mine[0]] / ceiling:.2f} times",
                    rate[mine[0]] >= 0.8 * ceiling,
                )
            )
    mine = pick(OURS, "json")
    compare(mine, pick(PYTHON, "json"), 10, f"{OURS}, numbers, ≥ 10 × elasticsearch-py, numbers")
    compare(mine, pick(GO, "json"), 1.5, f"{OURS}, numbers, ≥ 1.5 × go-elasticsearch, numbers")
    return goals
