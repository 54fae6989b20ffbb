"""Bulk indexing into a real Elasticsearch node: who loads faster, and what CPU time each client takes for it."""

import os

from clients import COMMAND, CURL, GO, INDEX, OURS, PYTHON, Clients, call
from processes import BenchmarkError, measure
from report import Goal, Suite, median, others, spread, uneven

ROWS = {1024: 12_000, 256: 40_000}


def cases(clients, dims):
    rows = ROWS[dims]
    chosen = [clients.ours(dims, rows, "base64"), clients.command(dims, rows)]
    if clients.has_go:
        chosen.append(clients.go(dims, rows, "base64"))
    for helper in ("streaming", "parallel"):
        chosen += [clients.python(dims, rows, helper, "json"), clients.python(dims, rows, helper, "base64")]
    chosen.append(clients.curl(dims, rows, "one"))
    return chosen


def suite(tools):
    url = tools.node
    about = call(url)
    if not about:
        raise BenchmarkError(f"no Elasticsearch node answers at {url}: set BENCH_NODE to the URL of one that may be loaded")
    clients = Clients(tools)
    chosen = [case for dims in ROWS for case in cases(clients, dims)]

    def served():
        nodes = call(f"{url}/_nodes/stats/process?filter_path=nodes.*.process.cpu.total_in_millis")["nodes"]
        return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values()) / 1000

    def count():
        call(f"{url}/{INDEX}/_refresh", "POST")
        return call(f"{url}/{INDEX}/_count")["count"]

    def once(case):
        before = served()
        result = clients.load(case, url, served, count, is_node=True)
        result.server = served() - before
        return result

    # The first loads meet a node that has not compiled its code yet.
    for case in chosen[:2]:
        once(case)
    kept, every = measure(chosen, once, tools.repeats, tools.tries, tools.patience)
    return _suite(tools, kept, every, about["version"]["number"])


def _suite(tools, kept, every, version):
    tables, goals, raw = [], [], []
    for dims in ROWS:
        rows = []
        for case, runs in kept.items():
            if case.dims != dims:
                continue
            rows.append(
                (
                    f"{case.client} {case.way}".strip(),
                    case.encoding,
                    spread([run.rate for run in runs], lambda value: f"{value:,.0f}"),
                    spread([run.cpu / case.rows * 1e6 for run in runs], lambda value: f"{value:.1f}"),
                    f"{median([run.server for run in runs]) / case.rows * 1e6:.0f}",
                    f"{median([run.rss for run in runs]) / 2**20:.0f}",
                    others(runs),
                )
            )
        header = ("Client", "Vectors as", "Documents/s", "CPU µs/document", "Node's CPU", "Peak MiB", "Others")
        tables.append((f"**{dims:,} dims, {ROWS[dims]:,} documents**", header, rows))
        goals += _goals(dims, {case: runs for case, runs in kept.items() if case.dims == dims})
    for case, runs in every.items():
        for number, result in enumerate(runs, 1):
            shown = any(result is one for one in kept[case])
            values = (
                ("documents_per_second", result.rate, "1/s"),
                ("cpu_per_document", result.cpu / case.rows * 1e6, "us"),
                ("node_cpu_per_document", result.server / case.rows * 1e6, "us"),
                ("process_wall", result.wall, "s"),
                ("peak_memory", result.rss, "B"),
            )
            raw += [("node", case.name, number, name, f"{value:.6g}", unit, f"{result.other or 0:.3f}", int(shown)) for name, value, unit in values]
    return Suite(
        title=f"Bulk indexing into Elasticsearch {version}",
        method="The same documents into one node on the same machine, each time into a new index: vectors `flat`, no replicas, no "
        "refreshes, one shard. After each load the index is refreshed and `_count` must be the number of documents. CPU is user and "
        "system time of the client's process; the node's, by its own account, covers load, refresh and what it does besides. "
        "`es-jina ingest` loads documents with its own fields, more than the others' two. Cases run in turn, each once per round.",
        commands=tools.hide([" ".join(case.command).replace("{url}", "$NODE") for case in kept]),
        tables=tables,
        goals=goals,
        raw=raw,
        notes=[
            "The node is what limits all fast clients here, so their rates say little of them; what a client does not use of the CPU "
            "is left to a node on the same machine, and to more ingest elsewhere."
        ],
    )


def _goals(dims, kept):
    rate = {case: median([run.rate for run in runs]) for case, runs in kept.items()}
    cost = {case: median([run.cpu / case.rows * 1e6 for run in runs]) for case, runs in kept.items()}
    goals = []

    def pick(client, encoding):
        return [case for case in kept if case.client == client and case.encoding == encoding]

    def compare(mine, theirs, speed, share, text):
        if not mine or not theirs:
            return
        (mine,) = mine
        fastest, thriftiest = max(theirs, key=lambda case: rate[case]), min(theirs, key=lambda case: cost[case])
        ratio, part = rate[mine] / rate[fastest], cost[mine] / cost[thriftiest]
        named = uneven(kept[mine], kept[fastest])
        goals.append(
            Goal(f"node, {dims:,} dims: {text[0]}", f"{ratio:.2f} times `{fastest.name}`{named}", ratio >= speed)
        )
        goals.append(
            Goal(
                f"node, {dims:,} dims: {text[1]}",
                f"{part:.2f} of it: {cost[mine]:.1f} µs against {cost[thriftiest]:.1f} µs of `{thriftiest.name}`",
                part <= share,
            )
        )

    for client in (OURS, COMMAND):
        mine = pick(client, "base64")
        # Rates of a node that is the limit scatter by some percent; "no slower" is meant within that.
        texts = (f"{client} ≥ 3 × elasticsearch-py with numbers", f"{client} with ≤ 1/5 of elasticsearch-py's CPU")
        compare(mine, pick(PYTHON, "json"), 3, 1 / 5, texts)
        texts = (f"{client} no slower than go-elasticsearch, within 3 %", f"{client} with ≤ 1/2 of go-elasticsearch's CPU")
        compare(mine, pick(GO, "base64"), 0.97, 1 / 2, texts)
    return goals
