"""The usual loop over pictures with Pillow: open, thumbnail, save; prints pictures per second as JSON.

usage: thumbnails.py LIST SHORTEST PROCESSES [DIRECTORY]

`Image.thumbnail` makes a JPEG's decoder shrink while it decodes (`draft`). With 1 process it is a plain loop, with more a
`multiprocessing.Pool`. The clock runs from before the first file, or the making of the pool, to the last thumbnail. DIRECTORY
gets the results, where they are to be looked at.
"""

import io
import json
import multiprocessing
import sys
import time

from PIL import Image

QUALITY = 90
listing, shortest, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
directory = sys.argv[4] if len(sys.argv) > 4 else None


def thumbnail(path):
    with Image.open(path) as picture:
        # Image.thumbnail bounds the longer side; here the shorter one counts.
        scale = shortest / min(picture.size)
        picture.thumbnail([max(shortest, round(side * scale)) for side in picture.size])
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def work(path):
    return len(thumbnail(path))


def main():
    with open(listing) as file:
        paths = file.read().splitlines()
    if directory:
        for number, path in enumerate(paths):
            with open(f"{directory}/{number}", "wb") as file:
                file.write(thumbnail(path))
        return
    start = time.perf_counter()
    if processes == 1:
        written = sum(work(path) for path in paths)
    else:
        with multiprocessing.Pool(processes) as pool:
            written = sum(pool.imap_unordered(work, paths, chunksize=8))
    seconds = time.perf_counter() - start
    report = {"pictures": len(paths), "bytes_prepared": written, "seconds": seconds, "pictures_per_s": len(paths) / seconds}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
