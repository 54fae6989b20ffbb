#!/usr/bin/env python3
"""Draws the gallery.

    python3 Examples/gallery/draw.py              draws every picture
    python3 Examples/gallery/draw.py lemons.webp  draws the ones named
    python3 Examples/gallery/draw.py --check      draws nothing; fails where the folder does not agree with the scripts

SVG pictures need nothing but Python. The others are rendered by librsvg (`rsvg-convert`, in Debian's
librsvg2-bin and Homebrew's librsvg) and encoded by Pillow; without these they are left as they are,
and the command says so. The same versions of both give the same bytes.
"""

import json
import shutil
import sys
from pathlib import Path

from drawing import animals, food, fruit, landscapes, plants, things, vehicles  # noqa: F401  (they register themselves)
from drawing.canvas import PICTURES, Canvas
from drawing.raster import RASTERS

GALLERY = Path(__file__).resolve().parent
LANGUAGES = ("en", "es", "fr", "pt")


def title(name):
    """The English title from the caption beside the picture."""
    caption = GALLERY / Path(name).with_suffix(".json")
    return json.loads(caption.read_text(encoding="utf-8"))["title"]["en"] if caption.exists() else Path(name).stem.replace("-", " ")


def draw_svg(name):
    draw, width, height = PICTURES[name]
    canvas = Canvas(width, height)
    draw(canvas)
    return canvas.svg(title(name))


def check():
    """Everything in the folder that disagrees with the scripts or with what README.md promises."""
    problems = []
    for name in sorted(set(PICTURES) | set(RASTERS)):
        file = GALLERY / name
        if not file.exists():
            problems.append(f"{name}: not drawn; run draw.py {name}")
            continue
        if name.endswith(".svg") and file.read_text(encoding="utf-8") != draw_svg(name):
            problems.append(f"{name}: differs from its script; run draw.py {name}")
        if file.stat().st_size > 80_000:
            problems.append(f"{name}: larger than 80 kB")
        beside = file.with_suffix(".json")
        caption = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        for language in LANGUAGES:
            words = len(caption.get("caption", {}).get(language, "").split())
            if not 8 <= words <= 16 or not caption.get("title", {}).get(language):
                problems.append(f"{beside.name}: needs a title and a caption of 8 to 16 words in {language!r}")
    texts = {file.name for file in (GALLERY / "texts").iterdir()}
    texts |= {json.loads(line)["id"] for line in (GALLERY / "texts/notes.jsonl").read_text(encoding="utf-8").splitlines()}
    cases = json.loads((GALLERY / "queries.json").read_text(encoding="utf-8"))
    cases += json.loads((GALLERY / "look-alikes.json").read_text(encoding="utf-8"))
    for case in cases:
        for name in [*case["images"], *([case["image"]] if "image" in case else [])]:
            if not (GALLERY / name).exists():
                problems.append(f"{case}: there is no picture {name}")
        for name in case.get("texts", []):
            if name not in texts:
                problems.append(f"{case}: there is no text {name}")
    return problems


def main(names):
    if names == ["--check"]:
        problems = check()
        print("\n".join(problems) if problems else "draw.py: the gallery agrees with its scripts")
        sys.exit(1 if problems else 0)
    known = sorted(set(PICTURES) | set(RASTERS))
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"draw.py: no picture named {unknown[0]}; there are: {', '.join(known)}")
    try:
        import PIL  # noqa: F401
        can_encode = shutil.which("rsvg-convert") is not None
    except ImportError:
        can_encode = False
    left = []
    for name in names or known:
        document = draw_svg(name) if name in PICTURES else None
        if name.endswith(".svg"):
            (GALLERY / name).write_text(document, encoding="utf-8")
        elif can_encode:
            (GALLERY / name).write_bytes(RASTERS[name](document))
        else:
            left.append(name)
    if left:
        print(f"draw.py: left as they are, for want of rsvg-convert or Pillow: {', '.join(left)}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
