"""Decoding and shrinking pictures: this package against Pillow."""

import dataclasses
import os
import shutil
import struct
import subprocess
import sys

from processes import BenchmarkError, measure, run
from report import Goal, Suite, median, others, spread, uneven

SHORTEST = 512
# What is larger is refused.
MAX_PIXELS = 100_000_000
# Packages of Debian and Ubuntu with photos of cameras, and where in them.
PHOTO_PACKAGES = {
    "lomiri-wallpapers-16.04": "usr/share/backgrounds",
    "lomiri-wallpapers-20.04": "usr/share/backgrounds",
    "mate-backgrounds": "usr/share/backgrounds/mate/nature",
}
DRAWING_PACKAGES = {"openclipart-png": "usr/share/openclipart/png", "tuxpaint-stamps-default": "usr/share/tuxpaint/stamps"}


@dataclasses.dataclass(frozen=True)
class Corpus:
    name: str
    text: str
    listing: str
    count: int


@dataclasses.dataclass(frozen=True)
class Case:
    corpus: Corpus
    client: str
    workers: int
    command: tuple

    @property
    def name(self):
        return f"{self.client}, {self.corpus.name}, {self.workers}"


def _unpack(tools, packages):
    """Directories of the contents of Debian packages, fetched by apt without installing them."""
    result = []
    for package, folder in packages.items():
        target = os.path.join(tools.data, "packages", package)
        if not os.path.isdir(target):
            if not shutil.which("apt-get"):
                raise BenchmarkError("the photos come from Debian packages: run this on Debian or Ubuntu, or set BENCH_PHOTOS")
            os.makedirs(target + ".part", exist_ok=True)
            fetched = subprocess.run(["apt-get", "download", package], cwd=target + ".part", capture_output=True, text=True)
            files = [name for name in os.listdir(target + ".part") if name.endswith(".deb")]
            if fetched.returncode or len(files) != 1:
                raise BenchmarkError(f"apt-get download {package} failed; run apt-get update: {fetched.stderr[-300:]}")
            subprocess.run(["dpkg-deb", "-x", files[0], "."], cwd=target + ".part", check=True)
            os.remove(os.path.join(target + ".part", files[0]))
            os.rename(target + ".part", target)
        result.append(os.path.join(target, folder))
    return result


def _corpora(tools):
    photos = os.environ.get("BENCH_PHOTOS")
    sources = [photos] if photos else _unpack(tools, PHOTO_PACKAGES)
    result = []
    for process, count, text in (("baseline", 1000, "as cameras write them"), ("progressive", 250, "as many web sites do")):
        listing = os.path.join(tools.data, f"photos-{process}.list")
        if not os.path.exists(listing):
            folder = os.path.join(tools.data, f"photos-{process}")
            subprocess.run([sys.executable, tools.peer("make_photos.py"), folder, str(count), process, listing, *sources], check=True)
        with open(listing + ".txt") as file:
            result.append(Corpus(f"{process} JPEG", f"{count:,} photos in {process} JPEG, {text}: {file.read()}", listing, count))
    drawings = os.path.join(tools.data, "drawings.list")
    if shutil.which("apt-get"):
        paths = sorted(
            os.path.join(folder, name)
            for source in _unpack(tools, DRAWING_PACKAGES)
            for folder, _, names in os.walk(source)
            for name in names
            # A link stands for a file that is there already.
            if name.endswith(".png") and not os.path.islink(os.path.join(folder, name))
        )
        paths = [path for path in paths if _pixels(path) <= MAX_PIXELS]
        paths = paths[:: max(1, len(paths) // 1000)][:1000]
        with open(drawings, "w") as file:
            file.write("\n".join(paths) + "\n")
        size = sum(map(os.path.getsize, paths)) / len(paths)
        result.append(Corpus("PNG drawings", f"{len(paths):,} PNG files of clip art, {size / 1e3:.0f} KB on average", drawings, len(paths)))
    return result


def _pixels(path):
    """How many pixels the header of a PNG file claims."""
    with open(path, "rb") as file:
        width, height = struct.unpack(">16x2I", file.read(24))
    return width * height


def _cases(tools, corpora):
    ours, theirs, workers = tools.bench("picture-bench"), tools.peer("thumbnails.py"), os.cpu_count()
    result = []
    for corpus in corpora:
        for count in sorted({1, workers}):
            command = (ours, "--list", corpus.listing, "--shortest", str(SHORTEST), "--workers", str(count))
            result.append(Case(corpus, "es-jina", count, command))
        for count in sorted({1, workers}):
            result.append(Case(corpus, "Pillow", count, (sys.executable, theirs, corpus.listing, str(SHORTEST), str(count))))
    return result


def _agreement(tools, corpus):
    """How far the results of both are from each other in dB, the mean of some photos; they must have the same size."""
    import numpy
    from PIL import Image

    with open(corpus.listing) as file:
        paths = file.read().splitlines()[:31]
    listing = os.path.join(tools.data, "agreement.list")
    with open(listing, "w") as file:
        file.write("\n".join(paths) + "\n")
    results = []
    for name in ("es-jina", "pillow"):
        folder = os.path.join(tools.data, f"agreement-{name}")
        os.makedirs(folder, exist_ok=True)
        if name == "pillow":
            run([sys.executable, tools.peer("thumbnails.py"), listing, str(SHORTEST), "1", folder])
        else:
            run([tools.bench("picture-bench"), "--list", listing, "--shortest", str(SHORTEST), "--out", folder])
        results.append(folder)
    decibels = []
    for number, path in enumerate(paths):
        mine, theirs = (numpy.asarray(Image.open(os.path.join(folder, str(number)))).astype(float) for folder in results)
        if mine.shape != theirs.shape:
            raise BenchmarkError(f"{path} became {mine.shape} here and {theirs.shape} with Pillow")
        decibels.append(10 * numpy.log10(255**2 / max(1e-9, float(((mine - theirs) ** 2).mean()))))
    if min(decibels) < 20:
        raise BenchmarkError(f"es-jina and Pillow do not show the same picture: {min(decibels):.1f} dB apart")
    return float(numpy.mean(decibels))


def suite(tools):
    corpora = _corpora(tools)

    def once(case):
        result = run(case.command)
        if result.report.get("pictures") != case.corpus.count or result.report.get("refused"):
            raise BenchmarkError(f"{case.name}: {result.output.strip()[-300:]}")
        return result

    kept, every = measure(_cases(tools, corpora), once, tools.repeats, tools.tries, tools.patience)
    # Afterwards, because a new process counts the memory of the one that it was forked from as its own.
    decibels = _agreement(tools, corpora[0])
    runs_of = {(case.corpus.name, case.client, case.workers): runs for case, runs in kept.items()}
    rate = {key: median([run.report["pictures_per_s"] for run in runs]) for key, runs in runs_of.items()}
    rows, raw, goals = [], [], []
    for case, runs in kept.items():
        single = rate[(case.corpus.name, "Pillow", 1)]
        rows.append(
            (
                case.corpus.name,
                case.client,
                case.workers,
                spread([run.report["pictures_per_s"] for run in runs], lambda value: f"{value:,.1f}"),
                f"{rate[(case.corpus.name, case.client, case.workers)] / single:.2f}",
                f"{median([run.cpu / case.corpus.count * 1e3 for run in runs]):.1f}",
                f"{median([run.rss for run in runs]) / 2**20:.0f}",
                others(runs),
            )
        )
        for number, one in enumerate(every[case], 1):
            shown = any(one is other for other in runs)
            for metric, value, unit in (
                ("pictures_per_second", one.report["pictures_per_s"], "1/s"),
                ("cpu_per_picture", one.cpu / case.corpus.count * 1e3, "ms"),
                ("bytes_prepared", one.report["bytes_prepared"], "B"),
                ("peak_memory", one.rss, "B"),
            ):
                raw.append(("pictures", case.name, number, metric, f"{value:.6g}", unit, f"{one.other or 0:.3f}", int(shown)))
    cores = os.cpu_count()
    photos = corpora[0].name

    def compare(text, theirs, factor):
        ours = (photos, "es-jina", cores)
        ratio = rate[ours] / rate[theirs]
        goals.append(Goal(text, f"{ratio:.1f} times{uneven(runs_of[ours], runs_of[theirs])}", ratio >= factor))

    compare(f"pictures: 4 times the photos/s of a Pillow thumbnail loop, on {cores} cores", (photos, "Pillow", 1), 4)
    if cores > 1:
        compare(f"pictures: ahead of Pillow in a pool of {cores} processes", (photos, "Pillow", cores), 1)
    return Suite(
        title="Decoding and shrinking pictures",
        method=f"Files from the page cache become JPEG of quality 90 whose shortest side has {SHORTEST} pixels, nothing is enlarged. "
        "es-jina is `VipsImagePreparer` as the ingest runs it, with as many pictures at once as the table says; beside the JPEG it "
        "reads what the file says of itself, checks limits, turns it upright, lays transparency on white and makes the small raster. "
        "Pillow is `Image.open`, `thumbnail` (which lets the JPEG decoder shrink), `convert` and `save`, in a loop or in a "
        "`multiprocessing.Pool`. Pictures/s by each program's own clock, CPU of the whole process with its start.",
        commands=tools.hide([" ".join(case.command) for case in kept]),
        tables=[
            (
                "",
                ("Pictures", "Program", "At once", "Pictures/s", "× Pillow loop", "CPU ms/picture", "Peak MiB", "Others"),
                rows,
            )
        ],
        goals=goals,
        raw=raw,
        notes=[corpus.text + "." for corpus in corpora]
        + [f"The results have the same size; those of es-jina and of Pillow are {decibels:.1f} dB apart (mean of 31 photos)."]
        + ["The memory of a pool is that of its largest process."],
    )
