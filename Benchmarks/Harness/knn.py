"""Exact nearest-neighbour search: this package against numpy and faiss."""

import dataclasses
import os
import shutil
import sys

from processes import BenchmarkError, measure, run
from report import Goal, Suite, median, others, spread, uneven

ROWS, DIMS, QUERIES, K, ROUNDS = 100_000, 1024, 20, 10, 5


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    threads: int
    command: tuple


def suite(tools):
    vectors = tools.vectors("v100k.f32", ROWS, DIMS, seed=1)
    queries = tools.vectors("q.f32", QUERIES, DIMS, seed=2)
    node = os.path.join(tools.data, "node")
    shutil.rmtree(node, ignore_errors=True)
    ours = tools.bench("knn-bench")
    load = run([ours, "--mode", "load", "--vectors", vectors, "--directory", node])
    cores = os.cpu_count()
    common = ("--vectors", vectors, "--queries", queries, "--k", str(K), "--rounds", str(ROUNDS))
    cases = []
    for threads in sorted({1, cores}):
        pinned = ("taskset", "-c", "0") if threads == 1 and cores > 1 else ()
        if not pinned or shutil.which("taskset"):
            cases.append(Case("embedded node, REST", threads, (*pinned, ours, "--mode", "node", *common, "--directory", node)))
        cases.append(Case("kernel and heap", threads, (ours, "--mode", "kernel", *common, "--threads", str(threads))))
        for library in ("faiss", "numpy"):
            rest = (vectors, queries, str(DIMS), str(K), str(threads), str(ROUNDS))
            cases.append(Case(library, threads, (sys.executable, tools.peer("flat_search.py"), library, *rest)))

    kept, every = measure(cases, lambda case: run(list(case.command)), tools.repeats, tools.tries, tools.patience)
    _check_same_hits(kept)
    milliseconds = {(case.name, case.threads): median([one.report["median_ms"] for one in runs]) for case, runs in kept.items()}
    runs_of = {(case.name, case.threads): runs for case, runs in kept.items()}
    rows, raw, goals = [], [], []
    for case, runs in kept.items():
        rows.append(
            (
                case.name,
                case.threads,
                spread([one.report["median_ms"] for one in runs], lambda value: f"{value:.2f}"),
                f"{min(one.report['best_ms'] for one in runs):.2f}",
                f"{median([one.report['cpu_ms'] for one in runs]):.2f}",
                f"{ROWS * DIMS * 4 / median([one.report['median_ms'] for one in runs]) / 1e6:.1f}",
                others(runs),
            )
        )
        for number, one in enumerate(every[case], 1):
            shown = any(one is other for other in runs)
            for metric in ("median_ms", "best_ms", "cpu_ms"):
                value = f"{one.report[metric]:.6g}"
                raw.append(("knn", f"{case.name}, {case.threads} threads", number, metric, value, "ms", f"{one.other or 0:.3f}", int(shown)))
    for threads in sorted({1, cores}):
        for name in ("embedded node, REST", "kernel and heap"):
            if (name, threads) in milliseconds:
                mine, theirs = milliseconds[name, threads], milliseconds["faiss", threads]
                text = f"kNN: {name} no slower than faiss flat, {threads} thread{'s' if threads > 1 else ''}"
                note = uneven(runs_of[name, threads], runs_of["faiss", threads])
                goals.append(Goal(text, f"{mine:.1f} ms against {theirs:.1f} ms{note}", mine <= theirs))
    raw.append(("knn", "embedded node", 1, "load_documents_per_second", load.report["docs_per_s"], "1/s", f"{load.other or 0:.3f}", 1))
    header = ("Search", "Threads", "Median ms", "Best ms", "CPU ms/query", "GB/s", "Others")
    return Suite(
        title=f"Exact nearest neighbours, {ROWS:,} × {DIMS:,} float32",
        method=f"One query at a time, k = {K}, everything in memory and the page cache warm; {QUERIES} queries, asked once to warm up "
        f"and {ROUNDS} times on the clock; the median of each run. Every search must find the same ids in the same order. \"Embedded "
        "node, REST\" is a whole request: JSON with a base64 query in, JSON with hits out; with one thread it is pinned to one core. "
        "\"Kernel and heap\" is the same scan without the node. numpy is `matrix @ query` and `argpartition`; faiss is `IndexFlatIP`.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=[("", header, rows)],
        goals=goals,
        raw=raw,
        notes=[
            f"Kernels in use: {kept[cases[0]][0].report.get('kernels', 'unknown')}. The node indexed the {ROWS:,} documents at "
            f"{load.report['docs_per_s']:,.0f} a second, durably, with one batch at a time."
        ],
    )


def _check_same_hits(kept):
    expected = None
    for case, runs in kept.items():
        for one in runs:
            if expected is None:
                expected = one.report["ids"]
            if one.report["ids"] != expected:
                raise BenchmarkError(f"{case.name} found other documents than {next(iter(kept)).name}")
