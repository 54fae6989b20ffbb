"""Starting the command: its version, a cold search, and an ingest of texts."""

import json
import os
import random
import shutil

from processes import BenchmarkError, measure, run, wait_until_quiet
from report import Goal, Suite, median, others, spread

DOCUMENTS = 10_000
QUERY = "copper lantern under the winter bridge"


def _texts(path):
    """Writes seeded texts of everyday length as JSONL."""
    if os.path.exists(path):
        return
    generator = random.Random(1)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "on", "ust")]
    words = ["".join(generator.choices(syllables, k=generator.randint(1, 4))) for _ in range(8_000)] + QUERY.split() * 3
    weights = [1 / (rank + 10) for rank in range(len(words))]
    with open(path + ".part", "w") as file:
        for number in range(DOCUMENTS):
            text = " ".join(generator.choices(words, weights, k=generator.randint(20, 120)))
            title = " ".join(generator.choices(words, k=4))
            file.write(json.dumps({"id": f"d{number}", "title": title, "text": text}) + "\n")
    os.replace(path + ".part", path)


def _hyperfine(tools, command, runs):
    """Milliseconds of `runs` runs of `command`, after some to warm the page cache."""
    out = os.path.join(tools.data, "hyperfine.json")
    program = ["hyperfine", "-N", "--warmup", "10", "--runs", str(runs), "--export-json", out, command]
    result = run(program, {"ES_JINA_STATE": os.path.join(tools.data, "state")})
    with open(out) as file:
        result.report = json.load(file)["results"][0]
    return result


def suite(tools):
    if not shutil.which("hyperfine"):
        raise BenchmarkError("hyperfine is missing: apt-get install hyperfine, or brew install hyperfine")
    texts, state = os.path.join(tools.data, "texts.jsonl"), os.path.join(tools.data, "state")
    _texts(texts)
    ingest = [tools.command, "ingest", texts, "--index", "bench", "--dims", "1024", "--state", state, "--embedder", "offline", "--json"]

    def ingest_once(_):
        shutil.rmtree(state, ignore_errors=True)
        result = run(ingest)
        if result.report.get("indexed") != DOCUMENTS:
            raise BenchmarkError(f"es-jina ingest did not index {DOCUMENTS} documents: {result.output[-500:]}")
        return result

    kept_ingests, all_ingests = measure(["ingest"], ingest_once, 3, tools.tries, tools.patience)
    ingests = kept_ingests["ingest"]
    search = [tools.command, "search", QUERY, "--index", "bench", "--state", state]
    found = run(search + ["--json"])
    if not found.report.get("hits"):
        raise BenchmarkError(f"es-jina search finds nothing: {found.output[-500:]}")
    quoted = " ".join(f'"{part}"' if " " in part else part for part in search)
    cases = {
        "es-jina --version": (f"{tools.command} --version", 100, 6),
        "es-jina search, hybrid": (quoted, 50, 25),
        "es-jina search --mode knn": (quoted + " --mode knn", 50, None),
        "es-jina search --mode bm25": (quoted + " --mode bm25", 50, None),
    }
    kept, every = measure(
        list(cases), lambda case: _hyperfine(tools, cases[case][0], cases[case][1]), tools.repeats, tools.tries, tools.patience
    )
    rows, raw, goals = [], [], []
    for case, runs in kept.items():
        rows.append(
            (
                f"`{case}`",
                spread([one.report["median"] * 1000 for one in runs], lambda value: f"{value:.2f}"),
                f"{min(one.report['min'] for one in runs) * 1000:.2f}",
                f"{median([(one.report['user'] + one.report['system']) * 1000 for one in runs]):.2f}",
                others(runs),
            )
        )
        for number, one in enumerate(every[case], 1):
            shown = any(one is other for other in runs)
            for metric in ("median", "min", "mean", "stddev", "user", "system"):
                value = f"{one.report[metric] * 1000:.6g}"
                raw.append(("start", case, number, metric, value, "ms", f"{one.other or 0:.3f}", int(shown)))
        if cases[case][2]:
            measured = median([one.report["median"] * 1000 for one in runs])
            what = "" if "version" in case else f", new process, {DOCUMENTS:,} documents"
            goals.append(Goal(f"`{case}` within {cases[case][2]} ms{what}", f"{measured:.1f} ms", measured <= cases[case][2]))
    for number, one in enumerate(all_ingests["ingest"], 1):
        shown = any(one is other for other in ingests)
        for metric, value, unit in (("wall", one.wall, "s"), ("cpu", one.cpu, "s"), ("peak_memory", one.rss, "B")):
            raw.append(("start", "es-jina ingest", number, metric, f"{value:.6g}", unit, f"{one.other or 0:.3f}", int(shown)))
    ingest_row = (
        "`es-jina ingest`",
        spread([DOCUMENTS / one.wall for one in ingests], lambda value: f"{value:,.0f}"),
        f"{median([one.cpu / DOCUMENTS * 1e6 for one in ingests]):.0f}",
        f"{median([one.rss for one in ingests]) / 2**20:.0f}",
        others(ingests),
    )
    return Suite(
        title="Starting, searching cold, ingesting texts",
        method="A new process each time, measured by hyperfine without a shell; the page cache is warm. The binary is the release "
        f"build with the static Swift standard library. The index holds {DOCUMENTS:,} generated texts of 20 to 120 words with "
        "1,024-dim vectors of the offline embedder, in the embedded engine.",
        commands=tools.hide([" ".join(ingest), *[case[0] for case in cases.values()]]),
        tables=[
            ("", ("Command", "Median ms", "Best ms", "CPU ms", "Others"), rows),
            ("", ("", "Documents/s", "CPU µs/document", "Peak MiB", "Others"), [ingest_row]),
        ],
        goals=goals,
        raw=raw,
    )
