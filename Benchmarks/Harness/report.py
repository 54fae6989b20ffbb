"""Values of one benchmark run and how they are written: a summary for people and the raw numbers for programs."""

import csv
import dataclasses
import datetime
import os
import platform
import re
import shutil
import statistics
import subprocess


@dataclasses.dataclass
class Goal:
    """Something promised, what was measured, and whether the promise holds."""

    text: str
    measured: str
    is_met: bool


@dataclasses.dataclass
class Suite:
    """What one group of measurements brought."""

    title: str
    method: str
    commands: list
    tables: list  # (caption, header, rows)
    goals: list
    raw: list  # (suite, case, run, metric, value, unit, other programs' share of the machine, kept for the summary)
    notes: list = dataclasses.field(default_factory=list)


def median(values):
    return statistics.median(values)


def spread(values, form):
    """The median with the least and the greatest in parentheses."""
    if len(values) == 1:
        return form(values[0])
    return f"{form(median(values))} ({form(min(values))}–{form(max(values))})"


def others(runs):
    """The share of the machine that other programs took during the runs, as a text."""
    shares = [run.other for run in runs if run.other is not None]
    return f"{max(shares) * 100:.0f} %" if shares else "unknown"


def uneven(mine, theirs):
    """What must be said beside a comparison of runs of which one side was disturbed clearly more; empty where there is nothing."""
    shares = [max((run.other or 0) for run in runs) for runs in (mine, theirs)]
    if abs(shares[0] - shares[1]) <= 0.10:
        return ""
    return f" (others took {shares[0] * 100:.0f} % and {shares[1] * 100:.0f} %: not under equal conditions)"


def _first_line(*command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
        return output.strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return "unknown"


def _cpu_model():
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return _first_line("sysctl", "-n", "machdep.cpu.brand_string") if shutil.which("sysctl") else platform.machine()


def _os_name():
    try:
        with open("/etc/os-release") as file:
            for line in file:
                if line.startswith("PRETTY_NAME="):
                    return line.split("=", 1)[1].strip().strip('"')
    except OSError:
        pass
    return f"{platform.system()} {platform.release()}"


def host_class():
    """A name for machines of this kind, such as `amd-epyc-2-cores`; it names no machine."""
    return f"{re.sub(r'[^a-z0-9]+', '-', _cpu_model().lower()).strip('-')}-{os.cpu_count()}-cores"


def _package_version(name):
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def _libvips_version():
    import ctypes

    for name in ("libvips.so.42", "libvips.42.dylib"):
        try:
            library = ctypes.CDLL(name)
            return ".".join(str(library.vips_version(part)) for part in range(3))
        except OSError:
            pass
    return "absent"


def machine_facts():
    """Name and value pairs that say what was measured on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ["elasticsearch", "elastic-transport", "orjson", "numpy", "faiss-cpu", "pillow"]
    revision = _first_line("git", "-C", os.path.dirname(os.path.abspath(__file__)), "rev-parse", "--short=10", "HEAD")
    return [
        ("Processor", f"{_cpu_model()}, {os.cpu_count()} cores"),
        ("Memory", f"{memory:.0f} GiB"),
        ("System", f"{_os_name()}, kernel {platform.release()}"),
        ("Swift", _first_line("swift", "--version")),
        ("libcurl", _first_line("curl", "--version").split(" (")[0]),
        ("libvips", _libvips_version()),
        ("Python", f"{platform.python_version()}; " + ", ".join(f"{name} {_package_version(name)}" for name in packages)),
        ("Revision", revision),
    ]


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def write(directory, suites, load):
    """Writes `summary.md` and `raw.csv` into `directory`."""
    os.makedirs(directory, exist_ok=True)
    parts = [f"# Benchmarks of {datetime.date.today().isoformat()}", ""]
    parts += [_table(("", ""), machine_facts()), ""]
    parts += [
        f"Load average of the machine at the start {load[0][0]:.1f}, at the end {load[1][0]:.1f}. \"Others\" is the share of all "
        "cores that programs outside the measurement took meanwhile (the worst of the runs shown): a run with more than 10 % is "
        "repeated, and where the machine did not become quiet, the runs that were disturbed least are shown. Numbers are medians; "
        "least and greatest stand in parentheses. `raw.csv` holds every run.",
        "",
    ]
    goals = [goal for suite in suites for goal in suite.goals]
    if goals:
        rows = [(goal.text, goal.measured, "**met**" if goal.is_met else "**not met**") for goal in goals]
        parts += ["## Goals", "", _table(("Goal", "Measured", ""), rows), ""]
    for suite in suites:
        parts += [f"## {suite.title}", "", suite.method, ""]
        for caption, header, rows in suite.tables:
            parts += ([caption, ""] if caption else []) + [_table(header, rows), ""]
        parts += [f"- {note}" for note in suite.notes] + ([""] if suite.notes else [])
        parts += ["```", *suite.commands, "```", ""]
    with open(os.path.join(directory, "summary.md"), "w") as file:
        file.write("\n".join(parts).rstrip() + "\n")
    with open(os.path.join(directory, "raw.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("suite", "case", "run", "metric", "value", "unit", "others", "shown"))
        for suite in suites:
            writer.writerows(suite.raw)
