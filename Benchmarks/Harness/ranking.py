"""Late interaction (MaxSim) and reciprocal rank fusion: this package against numpy."""

import dataclasses
import os
import sys

from processes import BenchmarkError, measure, run
from report import Goal, Suite, median, others, spread, uneven

DIMS, TOKENS, QUERY_TOKENS, DOCUMENTS, QUERIES, ROUNDS = 128, 180, 32, 1_000, 10, 10
SHAPES = ((2, 50), (3, 100), (3, 1_000))
FUSION_ROUNDS = 50


@dataclasses.dataclass(frozen=True)
class Case:
    kind: str
    shape: tuple
    name: str
    threads: int
    command: tuple


def suite(tools):
    vectors = tools.vectors("tokens.f32", DOCUMENTS * TOKENS, DIMS, seed=11)
    queries = tools.vectors("query-tokens.f32", QUERIES * QUERY_TOKENS, DIMS, seed=12)
    ours, peer = tools.bench("ranking-bench"), tools.peer("rank_lists.py")
    cases = []
    common = ("--vectors", vectors, "--queries", queries, "--dims", str(DIMS), "--tokens", str(TOKENS), "--query-tokens", str(QUERY_TOKENS))
    for element in ("float32", "bfloat16", "int8"):
        command = (ours, "--mode", "maxsim", *common, "--element", element, "--rounds", str(ROUNDS))
        cases.append(Case("maxsim", (), f"es-jina MaxSimQuery, {element}", 1, command))
    for threads in sorted({1, os.cpu_count()}):
        for way in ("loop", "batch"):
            rest = (vectors, queries, *map(str, (DIMS, TOKENS, QUERY_TOKENS, threads, ROUNDS)), way)
            cases.append(Case("maxsim", (), f"numpy, {way}", threads, (sys.executable, peer, "maxsim", *rest)))
    for lists, hits in SHAPES:
        shape = (lists, hits)
        command = (ours, "--mode", "rrf", "--lists", str(lists), "--hits", str(hits), "--rounds", str(FUSION_ROUNDS))
        cases.append(Case("rrf", shape, "es-jina RankFusion", 1, command))
        for way in ("dict", "numpy"):
            name = "Python dictionary" if way == "dict" else "numpy"
            rest = (str(lists), str(hits), str(FUSION_ROUNDS), way)
            cases.append(Case("rrf", shape, name, 1, (sys.executable, peer, "rrf", *rest)))
    kept, every = measure(cases, lambda case: run(list(case.command)), tools.repeats, tools.tries, tools.patience)
    _check(kept)
    return _suite(tools, kept, every)


def _check(kept):
    """All must score alike; what is packed into fewer bits only nearly."""
    first = {}
    for case, runs in kept.items():
        exact = "int8" not in case.name and "bfloat16" not in case.name
        for one in runs:
            results = one.report["results"]
            expected = first.setdefault((case.kind, case.shape), results)
            for mine, theirs in zip(results, expected, strict=True):
                close = abs(mine["score"] - theirs["score"]) <= (1e-4 if exact else 2e-2) * abs(theirs["score"])
                same = mine["ids"][0] == theirs["ids"][0] if case.kind == "maxsim" else mine["ids"] == theirs["ids"]
                if not close or (exact and not same):
                    raise BenchmarkError(f"{case.name} ranks otherwise than the first of its kind")


def _milliseconds(runs):
    return median([one.report["median_ms"] for one in runs])


def _suite(tools, kept, every):
    tables, goals, raw = [], [], []
    groups = [("maxsim", ())] + [("rrf", shape) for shape in SHAPES]
    for kind, shape in groups:
        chosen = {case: runs for case, runs in kept.items() if (case.kind, case.shape) == (kind, shape)}
        rows = [
            (
                case.name,
                case.threads,
                spread([one.report["median_ms"] for one in runs], lambda value: f"{value:.3f}"),
                f"{min(one.report['best_ms'] for one in runs):.3f}",
                f"{median([one.report['cpu_ms'] for one in runs]):.3f}",
                others(runs),
            )
            for case, runs in chosen.items()
        ]
        caption = (
            f"**MaxSim: {DOCUMENTS:,} documents of {TOKENS} vectors, queries of {QUERY_TOKENS}, {DIMS} dims**"
            if kind == "maxsim"
            else f"**Reciprocal rank fusion: {shape[0]} lists of {shape[1]:,} ids**"
        )
        tables.append((caption, ("", "Threads", "Median ms", "Best ms", "CPU ms", "Others"), rows))
        mine = next(case for case in chosen if case.name.startswith("es-jina"))
        rivals = [case for case in chosen if not case.name.startswith("es-jina") and case.threads == 1]
        best = min(rivals, key=lambda case: _milliseconds(chosen[case]))
        text = "MaxSim on one thread" if kind == "maxsim" else f"RRF of {shape[0]} lists of {shape[1]:,}"
        measured = f"{_milliseconds(chosen[mine]):.3f} ms against {_milliseconds(chosen[best]):.3f} ms of `{best.name}`"
        goals.append(
            Goal(
                f"ranking: {text} no slower than numpy's best way",
                measured + uneven(chosen[mine], chosen[best]),
                _milliseconds(chosen[mine]) <= _milliseconds(chosen[best]),
            )
        )
    for case, runs in every.items():
        for number, one in enumerate(runs, 1):
            shown = any(one is other for other in kept[case])
            for metric in ("median_ms", "best_ms", "cpu_ms"):
                label = f"{case.kind} {'x'.join(map(str, case.shape))} {case.name}, {case.threads} threads"
                value = f"{one.report[metric]:.6g}"
                raw.append(("ranking", label, number, metric, value, "ms", f"{one.other or 0:.3f}", int(shown)))
    kernels = next(iter(kept.values()))[0].report.get("kernels", "unknown")
    return Suite(
        title="Late interaction and rank fusion in the client",
        method=f"Hot, one query after the other: {QUERIES} queries by MaxSim {ROUNDS} times, 20 fusions {FUSION_ROUNDS} times; the median of "
        "each run. Scores and best documents must agree. numpy `loop` is `(document @ query.T).max(axis=0).sum()` for each document, "
        "`batch` one product of all documents and `np.maximum.reduceat`; fusion by a dictionary as most people write it, and by "
        "`np.unique` and `np.bincount`.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=tables,
        goals=goals,
        raw=raw,
        notes=[f"Kernels in use: {kernels}."],
    )
