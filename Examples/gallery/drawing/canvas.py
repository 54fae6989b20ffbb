"""A small SVG canvas: shapes, gradients and groups, written with few characters and without surprises."""

import math
from contextlib import contextmanager
from html import escape

PICTURES = {}


def picture(name, width=640, height=480):
    """Registers a function that draws the picture `name` on a canvas of the given size."""

    def register(draw):
        PICTURES[name] = (draw, width, height)
        return draw

    return register


def number(value):
    """A coordinate as SVG wants it: at most one decimal, no trailing zero."""
    if isinstance(value, str):
        return value
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


class Canvas:
    """Collects shapes in painting order; `svg()` returns the document."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.definitions, self.shapes = [], []

    # Paints

    def linear(self, *stops, direction="down"):
        """A gradient from the first colour to the last; a stop is a colour or a pair of offset and colour."""
        x2, y2 = {"down": (0, 1), "right": (1, 0), "diagonal": (1, 1)}[direction]
        return self._gradient(f'linearGradient id="%s" x1="0" y1="0" x2="{x2}" y2="{y2}"', stops)

    def radial(self, *stops, cx=0.5, cy=0.5, r=0.6):
        """A gradient from the centre outwards, in fractions of the shape's box."""
        return self._gradient(f'radialGradient id="%s" cx="{cx}" cy="{cy}" r="{r}"', stops)

    def _gradient(self, head, stops):
        name = f"g{len(self.definitions)}"
        parts = []
        for index, stop in enumerate(stops):
            offset, colour = stop if isinstance(stop, tuple) else (index / (len(stops) - 1), stop)
            opacity = ""
            if len(colour) == 9:
                opacity = f' stop-opacity="{number(int(colour[7:], 16) / 255)}"'
                colour = colour[:7]
            parts.append(f'<stop offset="{round(offset, 3)}" stop-color="{colour}"{opacity}/>')
        tag = head.split()[0]
        self.definitions.append(f"<{head % name}>{''.join(parts)}</{tag}>")
        return f"url(#{name})"

    def clip(self, d):
        """A clipping path; give the result to `group`."""
        name = f"c{len(self.definitions)}"
        self.definitions.append(f'<clipPath id="{name}"><path d="{d}"/></clipPath>')
        return f"url(#{name})"

    # Shapes

    def _shape(self, tag, fill, attributes, **geometry):
        parts = [tag] + [f'{key}="{number(value)}"' for key, value in geometry.items()]
        if fill is not None:
            parts.append(f'fill="{fill}"')
        parts += [f'{key.replace("_", "-")}="{number(value)}"' for key, value in attributes.items()]
        self.shapes.append(f"<{' '.join(parts)}/>")

    def background(self, fill):
        self.rect(0, 0, self.width, self.height, fill)

    def rect(self, x, y, width, height, fill, **attributes):
        self._shape("rect", fill, attributes, x=x, y=y, width=width, height=height)

    def circle(self, cx, cy, r, fill, **attributes):
        self._shape("circle", fill, attributes, cx=cx, cy=cy, r=r)

    def ellipse(self, cx, cy, rx, ry, fill, **attributes):
        self._shape("ellipse", fill, attributes, cx=cx, cy=cy, rx=rx, ry=ry)

    def path(self, d, fill="none", **attributes):
        self._shape("path", fill, attributes, d=d)

    def stroke(self, d, colour, width, **attributes):
        """An unfilled path with round ends."""
        self._shape(
            "path", "none",
            {"stroke": colour, "stroke_width": width, "stroke_linecap": "round", "stroke_linejoin": "round", **attributes},
            d=d,
        )

    def polygon(self, points, fill, **attributes):
        self._shape("polygon", fill, attributes, points=" ".join(f"{number(x)},{number(y)}" for x, y in points))

    def star(self, cx, cy, outer, inner, points, fill, turn=-90, **attributes):
        corners = []
        for index in range(points * 2):
            angle = math.radians(turn + index * 180 / points)
            radius = inner if index % 2 else outer
            corners.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
        self.polygon(corners, fill, **attributes)

    def cloud(self, x, y, size, fill, **attributes):
        """A cloud whose flat base is centred on (x, y) and `2 * size` wide."""
        s = size
        self.path(
            f"M{number(x - s)} {number(y)}a{number(s * .36)} {number(s * .36)} 0 0 1 {number(s * .16)} {number(-s * .62)}"
            f"a{number(s * .5)} {number(s * .5)} 0 0 1 {number(s * .86)} {number(-s * .3)}"
            f"a{number(s * .42)} {number(s * .42)} 0 0 1 {number(s * .68)} {number(s * .28)}"
            f"a{number(s * .34)} {number(s * .34)} 0 0 1 {number(s * .22)} {number(s * .64)}z",
            fill, **attributes,
        )

    def shadow(self, cx, cy, rx, ry, opacity=0.2):
        self.ellipse(cx, cy, rx, ry, "#000", opacity=f"{opacity:.2f}")

    @contextmanager
    def group(self, **attributes):
        """Everything drawn inside shares these attributes, such as `transform` or `opacity`."""
        parts = "".join(f' {key.replace("_", "-")}="{number(value)}"' for key, value in attributes.items())
        self.shapes.append(f"<g{parts}>")
        yield
        self.shapes.append("</g>")

    def svg(self, title):
        definitions = f"<defs>{''.join(self.definitions)}</defs>\n" if self.definitions else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" role="img">\n'
            f"<title>{escape(title)}</title>\n{definitions}" + "\n".join(self.shapes) + "\n</svg>\n"
        )


def polar(cx, cy, radius, degrees):
    """The point at that angle, clockwise from the right."""
    return cx + radius * math.cos(math.radians(degrees)), cy + radius * math.sin(math.radians(degrees))
