"""Flowers and trees."""

import random

from .canvas import picture, polar


@picture("sunflower.svg", 520, 600)
def sunflower(c):
    c.background(c.linear("#6fc2ee", "#d6f0fa"))
    c.path("M0 500C140 470 340 510 520 480V600H0Z", "#6fae45")
    c.stroke("M260 300C266 400 256 500 262 600", "#4c8f35", 18)
    for d in ("M262 470C200 400 120 410 90 440C130 490 210 500 262 476Z", "M260 520C320 440 410 446 440 480C400 530 320 546 262 526Z"):
        c.path(d, c.linear("#7cc04f", "#3d7f2e"))
    for ring, length, colour in ((0, 186, "#f2a516"), (10, 168, "#ffc928")):
        for index in range(18):
            turn = index * 20 + ring
            c.path(f"M260 {230 - length}C{260 + 34} {230 - length * .7:.0f} {260 + 30} 150 260 140C230 150 226 {230 - length * .7:.0f} 260 {230 - length}Z",
                   colour, transform=f"rotate({turn} 260 230)")
    c.circle(260, 230, 96, "#7a4a1c")
    c.circle(260, 230, 84, c.radial("#3d220b", "#6b3f15"))
    for index in range(150):
        x, y = polar(260, 230, 6.6 * (index ** .5), index * 137.508)
        c.circle(x, y, 2.6, "#a8702c" if index > 60 else "#8a5a24")


@picture("red-tulips.svg")
def red_tulips(c):
    c.background(c.linear("#fdf1f4", "#fbdfe6"))
    c.rect(0, 400, 640, 80, c.linear("#d9b38c", "#b98a5c"))
    c.shadow(320, 424, 130, 14)
    for x, top, lean in ((190, 150, -60), (320, 96, 0), (450, 150, 60), (256, 190, -24), (388, 190, 24)):
        c.stroke(f"M{320 + lean * .2:.0f} 300C{320 + lean * .5:.0f} 260 {x} {top + 90} {x} {top + 50}", "#4f9a45", 9)
        with c.group(transform=f"rotate({lean * .25:.0f} {x} {top})"):
            c.path(f"M{x - 42} {top - 34}C{x - 52} {top + 30} {x - 30} {top + 62} {x} {top + 64}C{x + 30} {top + 62} {x + 52} {top + 30} {x + 42} {top - 34}"
                   f"L{x + 20} {top - 6}L{x} {top - 46}L{x - 20} {top - 6}Z", c.linear("#ff5c66", "#c4172e"))
            c.path(f"M{x} {top - 46}C{x - 28} {top} {x - 24} {top + 50} {x} {top + 64}C{x + 24} {top + 50} {x + 28} {top} {x} {top - 46}Z", "#ff7f86", opacity=".6")
    for d in ("M300 310C240 270 220 220 224 170C262 200 300 250 312 306Z", "M340 310C400 270 420 230 422 180C380 206 340 250 330 306Z"):
        c.path(d, c.linear("#7cc46a", "#3a8a3c"))
    vase = "M250 286H390C384 320 400 350 404 380C404 410 380 424 320 424C260 424 236 410 236 380C240 350 256 320 250 286Z"
    c.path(vase, c.linear("#7fc4e8", "#3478b5", direction="right"))
    with c.group(clip_path=c.clip(vase)):
        c.rect(220, 340, 200, 12, "#fff", opacity=".8")
        c.rect(220, 372, 200, 12, "#fff", opacity=".8")
    c.ellipse(320, 286, 70, 10, "#2a5f94")


@picture("cactus.svg", 520, 600)
def cactus(c):
    c.background(c.linear("#ffe5d0", "#ffc8b0"))
    c.rect(0, 480, 520, 120, c.linear("#8fc9c0", "#66a79d"))
    c.shadow(260, 548, 120, 14)
    green = c.linear("#6cc070", "#2f8048", direction="right")
    c.stroke("M260 300H170C150 300 150 290 150 270V210", "#46995a", 52)
    c.stroke("M260 340H350C372 340 372 330 372 310V250", "#3a8a50", 52)
    c.path("M206 450V150C206 80 314 80 314 150V450Z", green)
    for x in (232, 260, 288):
        c.stroke(f"M{x} 116V430", "#2a6e40", 3, opacity=".6")
    generator = random.Random(5)
    for _ in range(46):
        x, y = generator.choice((220, 246, 274, 300)), generator.randrange(120, 430)
        c.stroke(f"M{x - 5} {y - 5}l10 10M{x + 5} {y - 5}l-10 10", "#f4f7dc", 2)
    for x, y in ((150, 184), (372, 224), (260, 96)):
        for index in range(6):
            px, py = polar(x, y, 14, index * 60)
            c.ellipse(px, py, 12, 12, "#ff6fa3")
        c.circle(x, y, 9, "#ffe27a")
    c.path("M164 430H356L334 548H186Z", c.linear("#e0784a", "#b04f28"))
    c.rect(150, 412, 220, 38, "#ee8c5c", rx=8)


@picture("autumn-tree.svg")
def autumn_tree(c):
    c.background(c.linear("#f7e6c4", "#fbf3e0"))
    c.path("M0 370C160 340 400 390 640 350V480H0Z", c.linear("#c9a24e", "#9c7330"))
    c.path("M296 410C306 340 300 300 286 250L310 260L318 200L332 264L366 236C350 290 346 350 360 410C370 420 290 420 296 410Z", c.linear("#6b4423", "#4a2d14"))
    generator = random.Random(12)
    colours = ("#e0592a", "#f08a24", "#f7b733", "#c93a22", "#d97a1c")
    for radius_x, radius_y, count in ((196, 130, 130), (150, 100, 90), (90, 60, 50)):
        for index in range(count):
            angle, reach = generator.random() * 360, generator.random() ** .5
            x, _ = polar(324, 0, radius_x * reach, angle)
            _, y = polar(0, 176, radius_y * reach, angle)
            c.circle(x, y, generator.randrange(14, 26), colours[index % 5], opacity=".9")
    for _ in range(60):
        x, y = generator.randrange(60, 590), generator.randrange(330, 470)
        turn = generator.randrange(180)
        c.path(f"M{x - 9} {y}Q{x} {y - 10} {x + 9} {y}Q{x} {y + 10} {x - 9} {y}Z", colours[generator.randrange(5)], transform=f"rotate({turn} {x} {y})")


@picture("mushrooms.svg")
def mushrooms(c):
    c.background(c.linear("#2f5a44", "#7fa86a"))
    for x, w in ((30, 44), (130, 34), (520, 50), (600, 38), (420, 26)):
        c.rect(x, 0, w, 400, "#24402f", opacity=".7")
    for x in (120, 330, 560):
        c.polygon([(x, 0), (x + 46, 0), (x - 60, 440), (x - 160, 440)], "#fff6c9", opacity=".1")
    c.path("M0 380C160 340 400 400 640 360V480H0Z", c.linear("#5a8a3c", "#33592a"))
    for x, y, s in ((270, 420, 1.25), (450, 430, .8), (160, 440, .6)):
        with c.group(transform=f"translate({x} {y}) scale({s})"):
            c.shadow(0, 2, 70, 10, .3)
            c.path("M-30 0C-22 -50 -24 -90 -26 -120H26C24 -90 22 -50 30 0Z", c.linear("#fffaf0", "#d9cdb5", direction="right"))
            c.path("M-40 -96C-20 -80 20 -80 40 -96L30 -116H-30Z", "#f4ecd8")
            c.path("M-112 -112C-104 -190 -50 -226 0 -226C50 -226 104 -190 112 -112C70 -92 -70 -92 -112 -112Z", c.linear("#f0453c", "#b31a22"))
            for dx, dy, r in ((-60, -150, 17), (-10, -190, 20), (50, -160, 18), (0, -132, 13), (84, -124, 11), (-90, -120, 10)):
                c.ellipse(dx, dy, r, r * .8, "#fffaf0")
    generator = random.Random(9)
    for _ in range(70):
        x, y = generator.randrange(640), generator.randrange(410, 480)
        c.stroke(f"M{x} {y}q{generator.randrange(-8, 8)} -14 {generator.randrange(-10, 10)} -24", ("#7fb84f", "#4a7d35")[x % 2], 3)
