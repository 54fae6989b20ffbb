"""Runs programs and says what they cost: time, CPU time, memory, and what other programs took of the machine meanwhile."""

import dataclasses
import json
import os
import subprocess
import tempfile
import time
import urllib.request


class BenchmarkError(Exception):
    """Why a measurement cannot be made; the message says what to do."""


@dataclasses.dataclass
class Measurement:
    """One run of one program."""

    command: list
    wall: float  # seconds from start to end of the process
    cpu: float  # seconds of CPU, user and system, of the process and its children
    rss: int  # bytes of memory at its peak
    output: str
    other: float | None = None  # share of the machine's CPU time that other programs took, 0 to 1
    report: dict = dataclasses.field(default_factory=dict)


def busy_seconds():
    """CPU seconds the whole machine has spent; None where the system does not tell."""
    try:
        with open("/proc/stat") as file:
            fields = list(map(int, file.readline().split()[1:9]))
    except OSError:
        return None
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(patience, limit=0.10):
    """Waits until other programs use less than `limit` of the machine, at most `patience` seconds."""
    end = time.monotonic() + patience
    while busy_seconds() is not None and time.monotonic() < end:
        before, start = busy_seconds(), time.monotonic()
        time.sleep(0.5)
        share = (busy_seconds() - before) / ((time.monotonic() - start) * os.cpu_count())
        if share < limit:
            return


def run(command, environment=None, served=lambda: 0.0, allowed=(0,)):
    """Runs `command` to its end.

    `served` gives the CPU seconds so far of a server that works for it, so that they do not count as other programs'.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        before, server, start = busy_seconds(), served(), time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, **(environment or {})}, text=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        after = busy_seconds()
        output.seek(0)
        errors.seek(0)
        text = output.read()
        if process.returncode not in allowed:
            raise BenchmarkError(f"{command[0]} ended with {process.returncode}: {errors.read()[-2000:]}{text[-500:]}")
    cpu = usage.ru_utime + usage.ru_stime
    other = None
    if before is not None:
        other = max(0.0, (after - before - cpu - (served() - server)) / (wall * os.cpu_count()))
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    measurement = Measurement(command, wall, cpu, usage.ru_maxrss * unit, text, other)
    try:
        measurement.report = json.loads(text.strip().splitlines()[-1])
    except (ValueError, IndexError):
        pass
    return measurement


def measure(cases, runner, repeats, tries, patience, quiet=0.10):
    """Measures every case `repeats` times in turn, and again, up to `tries` times, while other programs disturb it.

    A run counts as undisturbed when other programs took less than `quiet` of the machine. What is kept are the `repeats` runs
    of each case that were disturbed least; how fast they were plays no part in that choice.
    """
    runs = {case: [] for case in cases}

    def is_done(case):
        calm = [run for run in runs[case] if run.other is None or run.other < quiet]
        return len(calm) >= repeats

    for _ in range(max(tries, repeats)):
        for case in cases:
            if not is_done(case):
                wait_until_quiet(patience)
                runs[case].append(runner(case))
    return {case: sorted(all_runs, key=lambda run: run.other or 0)[:repeats] for case, all_runs in runs.items()}, runs


class Sink:
    """The server that answers bulk requests with success and does nothing else."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def state(self):
        with urllib.request.urlopen(self.url + "/_sink") as answer:
            return json.load(answer)

    def cpu(self):
        """CPU seconds it has used so far."""
        return self.state()["cpu_seconds"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
