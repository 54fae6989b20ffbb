#!/usr/bin/env python3
"""Draws the gallery.

    python3 Examples/gallery/draw.py              draws every picture
    python3 Examples/gallery/draw.py lemons.webp  draws the ones named

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


def title(name):
    """The English title from the caption beside the picture."""
    caption = GALLERY / Path(name).with_suffix(".json")
    return json.loads(caption.read_text())["title"]["en"] if caption.exists() else Path(name).stem.replace("-", " ")


def main(names):
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
        document = None
        if name in PICTURES:
            draw, width, height = PICTURES[name]
            canvas = Canvas(width, height)
            draw(canvas)
            document = canvas.svg(title(name))
        if name.endswith(".svg"):
            (GALLERY / name).write_text(document)
        elif can_encode:
            (GALLERY / name).write_bytes(RASTERS[name](document))
        else:
            left.append(name)
    if left:
        print(f"draw.py: left as they are, for want of rsvg-convert or Pillow: {', '.join(left)}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
