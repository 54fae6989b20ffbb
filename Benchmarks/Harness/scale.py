"""The whole command with many records: its time must grow with their number alone, its memory not at all."""

import shutil

from clients import Clients
from processes import Sink, measure
from report import Goal, Suite, median, others

DIMS, ROWS, LIMIT = 1024, (10_000, 100_000, 1_000_000), 150


def suite(tools):
    clients = Clients(tools)
    rows = [count for count in ROWS if count <= tools.rows]
    needed = max(rows) * DIMS * 4 * 1.2
    if shutil.disk_usage(tools.data).free < needed:
        rows = rows[:-1]
    chosen = [clients.command(DIMS, count) for count in rows]
    with Sink(tools.bench("bulk-sink")) as sink:

        def once(case):
            return clients.load(case, sink.url, sink.cpu, lambda: sink.state()["distinct"])

        kept, every = measure(chosen, once, 1, 2, tools.patience)
    table, goals, raw = [], [], []
    time = {case.rows: median([run.report["took_ms"] / case.rows * 1000 for run in runs]) for case, runs in kept.items()}
    for case, runs in kept.items():
        memory = max(run.rss for run in runs) / 2**20
        table.append(
            (
                f"{case.rows:,}",
                f"{median([run.report['took_ms'] for run in runs]) / 1000:.2f}",
                f"{median([run.rate for run in runs]):,.0f}",
                f"{time[case.rows]:.1f}",
                f"{median([run.cpu / case.rows * 1e6 for run in runs]):.1f}",
                f"{memory:.0f}",
                others(runs),
            )
        )
        goals.append(Goal(f"`es-jina ingest`, {case.rows:,} × {DIMS:,}: peak memory ≤ {LIMIT} MiB", f"{memory:.0f} MiB", memory <= LIMIT))
        for number, one in enumerate(every[case], 1):
            shown = any(one is other for other in runs)
            for metric, value, unit in (("took", one.report["took_ms"] / 1000, "s"), ("cpu", one.cpu, "s"), ("peak_memory", one.rss, "B")):
                raw.append(("scale", case.name + f" {case.rows}", number, metric, f"{value:.6g}", unit, f"{one.other or 0:.3f}", int(shown)))
    if len(rows) > 1:
        ratio = time[rows[-1]] / time[rows[1]] if len(rows) > 2 else time[rows[-1]] / time[rows[0]]
        goals.append(
            Goal(
                f"`es-jina ingest`: time grows linearly, {rows[-1]:,} against {rows[-2]:,} records",
                f"{ratio:.2f} times the time per document",
                ratio <= 1.25,
            )
        )
    return Suite(
        title="One million records by the command",
        method=f"`es-jina ingest` of JSONL with vectors of {DIMS:,} dims beside it in one .f32 file, into the sink: identity and digest of "
        "each record, journal, reconciliation of count and sample included, in a new process with an empty state directory. The time is "
        "the report's own. The sink ticks off every id; all must have come, each once.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=[("", ("Records", "Seconds", "Documents/s", "µs/document", "CPU µs/document", "Peak MiB", "Others"), table)],
        goals=goals,
        raw=raw,
    )
