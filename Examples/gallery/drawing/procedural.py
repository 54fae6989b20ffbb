"""Landscapes computed pixel by pixel, so that the gallery has pictures with the texture of photographs."""

import math


def noise(x, y, seed):
    """Value noise in 0...1, smooth, the same everywhere."""

    def lattice(i, j):
        value = (i * 374761393 + j * 668265263 + seed * 1442695041) & 0xFFFFFFFF
        value = ((value ^ (value >> 13)) * 1274126177) & 0xFFFFFFFF
        return ((value ^ (value >> 16)) & 0xFFFF) / 65535

    i, j = math.floor(x), math.floor(y)
    u, v = x - i, y - j
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    top = lattice(i, j) * (1 - u) + lattice(i + 1, j) * u
    bottom = lattice(i, j + 1) * (1 - u) + lattice(i + 1, j + 1) * u
    return top * (1 - v) + bottom * v


def fractal(x, y, seed, octaves):
    """Several octaves of noise, in 0...1."""
    total, weight, reach = 0.0, 0.5, 0.0
    for octave in range(octaves):
        total += weight * noise(x, y, seed + octave)
        reach += weight
        x, y, weight = x * 2, y * 2, weight / 2
    return total / reach


def ridged(x, y, seed, octaves):
    """Noise with sharp crests, in 0...1."""
    total, weight, reach = 0.0, 0.5, 0.0
    for octave in range(octaves):
        total += weight * (1 - abs(2 * noise(x, y, seed + octave) - 1))
        reach += weight
        x, y, weight = x * 2, y * 2, weight / 2
    return total / reach


def mix(a, b, t):
    t = min(1.0, max(0.0, t))
    return tuple(p + (q - p) * t for p, q in zip(a, b))


def pixels(width, height, shade):
    data = bytearray()
    for y in range(height):
        for x in range(width):
            data += bytes(min(255, max(0, round(v))) for v in shade(x, y))
    return bytes(data)


def misty_mountains(width=720, height=480):
    """Ranges of mountains at dawn, each paler the farther away it stands."""
    near, far = (38, 52, 78), (226, 178, 168)
    ridges = []
    for layer in range(6):
        base, relief, scale = 300 + layer * 46, 190 - layer * 14, 1.7 + layer * .5
        ridges.append([base - relief * ridged(x / width * scale + layer * 7, layer, 43 + layer, 6) for x in range(width)])

    def shade(x, y):
        sky = mix((88, 116, 176), (255, 206, 160), y / 250)
        glow = math.exp(-((x - 500) ** 2 + (y - 196) ** 2) / 9000)
        colour = mix(sky, (255, 246, 214), glow)
        for layer, ridge in enumerate(ridges):
            if y >= ridge[x]:
                body = mix(far, near, (layer + .4) / 5.6)
                mist = math.exp(-max(0, 60 - (y - ridge[x])) / 30) * .3 * (1 - layer / 7)
                grain = (noise(x / 3, y / 3, 90 + layer) - .5) * (6 + layer * 2)
                colour = tuple(v + grain for v in mix(body, (255, 232, 214), mist))
        return colour

    return width, height, pixels(width, height, shade)


def desert_dunes(width=720, height=480):
    """Sand dunes under a clear sky, lit from the left, with ripples in the sand."""
    crests = []
    for layer in range(4):
        base = 220 + layer * 62
        crests.append([base - 70 * fractal(x / width * (1.6 + layer * .3) + layer * 5, 2, 17 + layer, 3)
                       + 26 * math.sin(x / width * 5 + layer * 2.1) for x in range(width)])

    def shade(x, y):
        colour = mix((64, 132, 202), (214, 232, 240), y / 260)
        for layer, crest in enumerate(crests):
            depth = y - crest[x]
            if depth >= 0:
                slope = crest[min(width - 1, x + 3)] - crest[max(0, x - 3)]
                light = 1 / (1 + math.exp(slope * 1.2 + math.sin((x + depth * 1.4) / 90 + layer) * 1.2))
                ripple = math.sin((depth * 1.1 + x * .16 + 14 * noise(x / 60, y / 40, layer)) * .55) * (2 + layer * 2.2)
                sand = mix((150, 88, 46), (246, 202, 132), light)
                haze = mix(sand, (224, 206, 188), .42 - layer * .14)
                grain = (noise(x / 1.5, y / 1.5, 60) - .5) * 8
                colour = tuple(v + ripple + grain for v in haze)
        return colour

    return width, height, pixels(width, height, shade)


def night_sky(width=640, height=480):
    """The Milky Way over a dark forest."""
    stars = {}
    state = 20240229
    for _ in range(900):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        x = (state >> 8) % width
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        y = (state >> 8) % 400
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        stars[x, y] = 90 + (state >> 8) % 165
    trees = []
    for x in range(width):
        tip = 392 + 22 * fractal(x / 90, 1, 5, 3)
        phase = (x + 9 * noise(x / 40, 3, 8)) % 26
        trees.append(tip - (46 - abs(phase - 13) * 4.4) * (.5 + noise(x // 26, 9, 3)))

    def shade(x, y):
        if y >= trees[x]:
            return (6, 9, 14)
        colour = mix((8, 12, 38), (52, 58, 104), y / 420)
        band = math.exp(-((y - 60 - (width - x) * .46 + 50 * fractal(x / 120, y / 120, 2, 3)) / 62) ** 2)
        cloud = fractal(x / 46, y / 46, 12, 5)
        colour = mix(colour, (196, 170, 214), band * cloud * .85)
        dust = fractal(x / 30, y / 30, 31, 4)
        colour = mix(colour, (16, 14, 34), band * max(0, dust - .52) * 2.4)
        brightness = stars.get((x, y), 0)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            brightness = max(brightness, stars.get((x + dx, y + dy), 0) - 130)
        return tuple(v + brightness for v in colour)

    return width, height, pixels(width, height, shade)
