"""The pictures that are not SVG: each in another corner of its format, so that every decoder has work to do."""

import io
import subprocess

from . import procedural
from .canvas import Canvas
from .things import windmill


def render(document, background=None):
    """The drawing as a Pillow image, by librsvg."""
    from PIL import Image

    command = ["rsvg-convert", "--format", "png"] + (["--background-color", background] if background else [])
    png = subprocess.run(command, input=document.encode(), capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(png))


def encode(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def photograph(computed):
    from PIL import Image

    width, height, data = computed
    return Image.frombytes("RGB", (width, height), data)


def transparent_png(document):
    """PNG with an alpha channel: nothing is drawn behind the subject."""
    return encode(render(document).convert("RGBA").quantize(192, method=2, dither=0), "PNG", optimize=True)


def palette_png(document):
    """PNG with a palette."""
    return encode(render(document).convert("RGB").quantize(48, dither=0), "PNG", optimize=True)


def grey_png(document):
    """PNG with one channel."""
    return encode(render(document).convert("L"), "PNG", optimize=True)


def png(document):
    return encode(render(document).convert("RGB").quantize(224, dither=0).convert("RGB"), "PNG", optimize=True)


def jpeg(document):
    """Baseline JPEG with 4:2:0 chroma."""
    return encode(render(document).convert("RGB"), "JPEG", quality=86, optimize=True)


def turned_jpeg(document):
    """JPEG stored on its side, with the EXIF orientation that sets it upright."""
    from PIL import Image

    image = render(document).convert("RGB").transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(image, "JPEG", quality=84, optimize=True, exif=exif)


def webp(document):
    """Lossy WebP."""
    return encode(render(document).convert("RGB"), "WEBP", quality=86, method=6)


def lossless_webp(document):
    return encode(render(document).convert("RGB").quantize(200, dither=0).convert("RGB"), "WEBP", lossless=True, method=6)


def gif(document):
    return encode(render(document).convert("RGB").quantize(32, dither=0), "GIF", optimize=True)


def lzw_tiff(document):
    """TIFF with LZW compression and few colours."""
    return encode(render(document).convert("RGB").quantize(128, method=1, dither=0), "TIFF", compression="tiff_lzw")


def deflate_tiff(document):
    """RGB TIFF with deflate compression."""
    return encode(render(document).convert("RGB").quantize(128, dither=0).convert("RGB"), "TIFF", compression="tiff_adobe_deflate")


def animated_gif(_):
    """GIF of six frames: an index takes the first."""
    frames = []
    for frame in range(6):
        canvas = Canvas(560, 480)
        windmill(canvas, 20 + frame * 15)
        frames.append(render(canvas.svg("windmill")).convert("RGB").quantize(24, dither=0))
    return encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=90, loop=0, optimize=True)


RASTERS = {
    "basketball.tiff": deflate_tiff,
    "birthday-cake.webp": lossless_webp,
    "butterfly.gif": gif,
    "chessboard.png": grey_png,
    "desert-dunes.jpg": lambda _: encode(photograph(procedural.desert_dunes()), "JPEG", quality=78, optimize=True, progressive=True),
    "grapes.png": transparent_png,
    "lemons.webp": webp,
    "misty-mountains.jpg": lambda _: encode(photograph(procedural.misty_mountains()), "JPEG", quality=80, optimize=True),
    "night-sky.webp": lambda _: encode(photograph(procedural.night_sky()), "WEBP", quality=74, method=6),
    "old-camera.tiff": lzw_tiff,
    "piano-keys.png": png,
    "pizza.jpg": turned_jpeg,
    "sailing-boat.jpg": jpeg,
    "tile-pattern.png": palette_png,
    "windmill.gif": animated_gif,
}
