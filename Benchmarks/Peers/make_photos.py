"""Makes differing photos out of those below some directories and lists their paths.

usage: make_photos.py DIRECTORY COUNT baseline|progressive LIST SOURCE...

Every photo is a window of 80 to 100 % of the sides of one of the JPEG files below the SOURCEs, at a seeded place, in its own
resolution, encoded with its own quantisation tables and subsampling. Cameras write baseline JPEG, many web sites progressive.
"""

import hashlib
import os
import random
import sys

from PIL import Image, JpegImagePlugin

directory, count, process, listing = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
os.makedirs(directory, exist_ok=True)
sources = sorted(
    os.path.join(folder, name)
    for source in sys.argv[5:]
    for folder, _, names in os.walk(source)
    for name in names
    if name.lower().endswith((".jpg", ".jpeg"))
)
if not sources:
    sys.exit("make_photos.py: there is no JPEG file below " + " ".join(sys.argv[5:]))
paths = [os.path.join(directory, f"{number:04}.jpg") for number in range(count)]
pixels, digests = 0, set()
for start, source in enumerate(sources):
    # Decoded once for all its windows.
    with Image.open(source) as photo:
        if photo.mode != "RGB":
            sys.exit(f"make_photos.py: {source} is not RGB")
        options = {
            "qtables": photo.quantization,
            "subsampling": max(JpegImagePlugin.get_sampling(photo), 0),
            "progressive": process == "progressive",
        }
        photo.load()
    for number in range(start, count, len(sources)):
        generator = random.Random(number)
        width, height = (round(side * generator.uniform(0.8, 1)) for side in photo.size)
        left = generator.randint(0, photo.width - width)
        top = generator.randint(0, photo.height - height)
        photo.crop((left, top, left + width, top + height)).save(paths[number], "JPEG", **options)
        pixels += width * height
        with open(paths[number], "rb") as file:
            digests.add(hashlib.sha256(file.read()).digest())
if len(digests) != count:
    sys.exit(f"make_photos.py: only {len(digests)} of {count} photos differ")
size = sum(map(os.path.getsize, paths))
with open(listing + ".txt", "w") as file:
    file.write(f"{pixels / count / 1e6:.1f} megapixels and {size / count / 1e6:.2f} MB on average, windows of {len(sources)} photos")
with open(listing, "w") as file:
    file.write("\n".join(paths) + "\n")
