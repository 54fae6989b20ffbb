"""Searching a real Elasticsearch node: what the client costs besides the node, against elasticsearch-py with the same requests."""

import dataclasses
import os
import random
import sys

from clients import call
from processes import BenchmarkError, measure, run
from report import Goal, Suite, median, others, spread, uneven

ROWS, DIMS, QUERIES, ROUNDS = 10_000, 1024, 50, 10
INDEX = "bench-search"
MODES = ("bm25", "knn", "hybrid")
OURS, SHARED = "es-jina ElasticsearchClient", "es-jina ElasticsearchClient, Swift's threads"
PYTHON, ORJSON = "elasticsearch-py", "elasticsearch-py, orjson"
BARE = "libcurl in C, nothing read"


@dataclasses.dataclass(frozen=True)
class Case:
    client: str
    mode: str
    encoding: str
    command: tuple

    @property
    def name(self):
        return f"{self.client}, {self.mode}" + (f", {self.encoding}" if self.mode != "bm25" else "")


def _texts(tools, name, count, words, seed):
    """The path of a file of lines of seeded words."""
    path = os.path.join(tools.data, name)
    chance = random.Random(seed)
    # Common words are met often and rare ones seldom, as in texts.
    vocabulary = [f"word{number}" for number in range(5_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    with open(path, "w") as file:
        for _ in range(count):
            file.write(" ".join(chance.choices(vocabulary, weights, k=chance.randint(*words))) + "\n")
    return path


def _cases(tools, queries, vectors):
    ours, peer = tools.bench("search-bench"), tools.peer("search_requests.py")
    cases = []
    for mode in MODES:
        arguments = ("--url", tools.node, "--index", INDEX, "--queries", queries, "--vectors", vectors, "--dims", str(DIMS))
        command = (ours, "--mode", mode, *arguments, "--rounds", str(ROUNDS))
        cases.append(Case(OURS, mode, "base64", (*command, "--thread", "transport")))
        cases.append(Case(SHARED, mode, "base64", (*command, "--thread", "own")))
        command = (tools.bench("curl-search"), mode, tools.node, INDEX, queries, vectors, str(DIMS), str(ROUNDS))
        cases.append(Case(BARE, mode, "base64", command))
        for encoding in ("json", "base64") if mode != "bm25" else ("json",):
            command = (sys.executable, peer, mode, tools.node, INDEX, queries, vectors, str(DIMS), str(ROUNDS), encoding)
            cases.append(Case(PYTHON, mode, encoding, command))
            cases.append(Case(ORJSON, mode, encoding, (*command, "orjson")))
    return cases


def suite(tools):
    about = call(tools.node)
    if not about:
        raise BenchmarkError(f"no Elasticsearch node answers at {tools.node}: set BENCH_NODE to the URL of one that may be loaded")
    vectors = tools.vectors("search-10k.f32", ROWS, DIMS, seed=5)
    query_vectors = tools.vectors("search-queries.f32", QUERIES, DIMS, seed=6)
    texts = _texts(tools, "search-texts.txt", ROWS, (20, 120), seed=7)
    queries = _texts(tools, "search-queries.txt", QUERIES, (2, 4), seed=8)
    ours = tools.bench("search-bench")
    run([ours, "--mode", "load", "--url", tools.node, "--index", INDEX, "--texts", texts, "--vectors", vectors, "--dims", str(DIMS)])
    try:
        cases = _cases(tools, queries, query_vectors)

        def served():
            nodes = call(f"{tools.node}/_nodes/stats/process?filter_path=nodes.*.process.cpu.total_in_millis")["nodes"]
            return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values()) / 1000

        def once(case):
            before = served()
            result = run(list(case.command), served=served)
            result.server = (served() - before) / (result.report["searches"] + QUERIES) * 1000
            return result

        # The first searches meet a node that has not compiled its code yet.
        for case in cases:
            once(case)
        kept, every = measure(cases, once, tools.repeats, tools.tries, tools.patience)
    finally:
        call(f"{tools.node}/{INDEX}", "DELETE")
    _check_same_hits(kept)
    return _suite(tools, kept, every, about["version"]["number"])


def _check_same_hits(kept):
    for mode in MODES:
        expected = None
        for case, runs in kept.items():
            for one in runs if case.mode == mode else ():
                found = [set(ids) for ids in one.report["ids"]]
                expected = expected or (case, found)
                # Approximate neighbours and ties at the end of a page may differ by one; anything more is another search.
                for mine, theirs in zip(found, expected[1]):
                    if len(mine - theirs) > 1:
                        raise BenchmarkError(f"{case.name} found other documents than {expected[0].name}")


def _overhead(one):
    return one.report["wall_ms"] - one.report["took_ms"]


def _suite(tools, kept, every, version):
    tables, goals, raw = [], [], []
    for mode in MODES:
        rows = []
        for case, runs in kept.items():
            if case.mode != mode:
                continue
            rows.append(
                (
                    case.client,
                    case.encoding if mode != "bm25" else "–",
                    spread([one.report["cpu_ms"] * 1000 for one in runs], lambda value: f"{value:,.0f}"),
                    spread([_overhead(one) for one in runs], lambda value: f"{value:.2f}"),
                    f"{median([one.report['wall_ms'] for one in runs]):.2f}",
                    f"{median([one.report['took_ms'] for one in runs]):.2f}",
                    f"{median([one.server for one in runs]):.2f}",
                    f"{median([one.rss for one in runs]) / 2**20:.0f}",
                    others(runs),
                )
            )
        header = ("Client", "Vector as", "Client's CPU µs/query", "Wall − took ms", "Wall ms", "Took ms", "Node's CPU ms", "Peak MiB", "Others")
        tables.append((f"**{mode}**", header, rows))
        goals += _goals(mode, {case: runs for case, runs in kept.items() if case.mode == mode})
    for case, runs in every.items():
        for number, one in enumerate(runs, 1):
            shown = any(one is other for other in kept[case])
            values = (
                ("client_cpu", one.report["cpu_ms"]),
                ("wall", one.report["wall_ms"]),
                ("median_wall", one.report["median_ms"]),
                ("took", one.report["took_ms"]),
                ("node_cpu", one.server),
            )
            raw += [("search", case.name, number, name, f"{value:.6g}", "ms", f"{one.other or 0:.3f}", int(shown)) for name, value in values]
    return Suite(
        title=f"Searching Elasticsearch {version}: what the client costs",
        method=f"{ROWS:,} documents of 20 to 120 words with vectors of {DIMS:,} dims (`int8_hnsw`, one segment, one shard) on one node of the "
        f"same machine; {QUERIES} queries one after the other over a kept connection, asked once to warm up and {ROUNDS} times on the "
        "clock. Every client sends the same requests: one `_search` for bm25 and for knn, for hybrid one `_msearch` of both with 50 hits "
        "each and reciprocal rank fusion in the client. Hits bring their documents without vectors. Client's CPU is user and system time "
        "of its process, by its own clock, per query; \"took\" is what the node says, in whole milliseconds, so that \"wall − took\" is "
        "up to a millisecond too long for all alike and holds the sockets and the node's reading and writing, too. es-jina is measured "
        "twice: in a task that prefers the transport's own thread, as a program does that asks one search after the other on one thread, "
        "which the Python client does, too; and on Swift's shared threads, as a program does that has more to do. The C program sends the "
        "same bodies by libcurl's easy interface and reads nothing of the answers: no client on libcurl can cost less.",
        commands=tools.hide([" ".join(case.command).replace(tools.node, "$NODE") for case in kept]),
        tables=tables,
        goals=goals,
        raw=raw,
    )


def _goals(mode, kept):
    goals = []
    for mine in [case for case in kept if case.client in (OURS, SHARED)]:
        goals += _goals_of(mine, kept)
    return goals


def _goals_of(mine, kept):
    goals = []
    where = "" if mine.client == OURS else " on Swift's threads"
    for case in kept:
        if case.client not in (PYTHON, ORJSON):
            continue
        mine_cpu = median([one.report["cpu_ms"] for one in kept[mine]])
        theirs = median([one.report["cpu_ms"] for one in kept[case]])
        note = uneven(kept[mine], kept[case])
        named = f"`{case.name}`"
        goals.append(
            Goal(
                f"search{where}: a fifth of the client's CPU time per query of {named}",
                f"{mine_cpu * 1000:,.0f} µs against {theirs * 1000:,.0f} µs, 1/{theirs / mine_cpu:.1f}{note}",
                mine_cpu <= theirs / 5,
            )
        )
    plain = [case for case in kept if case.client == PYTHON][-1]
    mine_took, their_took = (median([one.report["took_ms"] for one in kept[case]]) for case in (mine, plain))
    goals.append(
        Goal(
            f"search{where}: the same time on the server as `{plain.name}`, within a quarter of a millisecond or a tenth",
            f"{mine_took:.2f} ms against {their_took:.2f} ms{uneven(kept[mine], kept[plain])}",
            mine_took <= max(their_took * 1.1, their_took + 0.25),
        )
    )
    return goals
