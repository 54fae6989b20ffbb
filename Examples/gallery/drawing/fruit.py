"""Fruit."""

from .canvas import picture, polar


def apple(c, light, base, dark, backdrop, table):
    c.background(backdrop)
    c.rect(0, 360, 640, 120, table)
    c.shadow(325, 408, 165, 24, .25)
    body = ("M320 150C290 118 232 112 194 144C150 182 148 262 180 326C204 374 246 414 284 414"
            "C302 414 310 406 322 406C334 406 344 414 362 414C400 414 440 374 462 326"
            "C494 258 488 180 446 144C408 112 350 118 320 150Z")
    c.path(body, c.radial(light, (.45, base), dark, cx=.36, cy=.3, r=.8))
    c.path("M276 152C296 172 344 172 364 152C346 158 334 168 320 166C306 168 292 158 276 152Z", dark, opacity=".55")
    c.stroke("M320 160C318 128 326 96 346 72", "#6b4423", 13)
    c.path("M330 112C352 64 412 52 458 70C438 116 382 138 330 112Z", c.linear("#8fd14f", "#3d8b2f", direction="diagonal"))
    c.stroke("M336 110C372 96 412 82 446 74", "#2f6e25", 3)
    c.ellipse(226, 214, 22, 46, "#fff", opacity=".45", transform="rotate(18 226 214)")
    c.ellipse(214, 284, 9, 16, "#fff", opacity=".25", transform="rotate(10 214 284)")


@picture("red-apple.svg")
def red_apple(c):
    apple(c, "#ff8a75", "#e02a2a", "#8f0f1c", c.linear("#fdf3e1", "#f8dfb8"), c.linear("#c98f55", "#a86f3c"))


@picture("green-apple.svg")
def green_apple(c):
    apple(c, "#e3f7a0", "#8cc63f", "#3f7d1f", c.linear("#fdf3e1", "#f8dfb8"), c.linear("#c98f55", "#a86f3c"))


@picture("bananas.svg")
def bananas(c):
    c.background(c.linear("#bfe6f2", "#e6f6fa"))
    c.rect(0, 372, 640, 108, c.linear("#6fb3c7", "#4a93a9"))
    c.shadow(330, 404, 210, 22)
    outer = c.linear("#ffe45c", "#f2b91c")
    for turn, shade in ((-16, "#e2a60f"), (-4, "#efb71a"), (9, outer)):
        with c.group(transform=f"rotate({turn} 200 110)"):
            c.path("M186 104C176 236 262 372 452 384C478 386 494 372 486 358C350 342 262 248 234 104Z", shade)
            c.stroke("M208 120C222 246 320 352 470 370", "#c98c0a", 4, opacity=".55")
            c.ellipse(482, 370, 11, 13, "#4f3a18")
    c.path("M184 118C178 92 178 66 190 48L222 46C220 70 228 94 240 112Z", "#9a7b1c")
    c.path("M190 48L222 46L220 58L188 60Z", "#4f3a18")


@picture("oranges.svg")
def oranges(c):
    c.background(c.linear("#dff1e4", "#f6fbf2"))
    c.rect(0, 366, 640, 114, c.linear("#7fbf9b", "#559a78"))
    c.shadow(230, 404, 130, 20)
    c.shadow(448, 412, 110, 16)
    c.circle(226, 272, 134, c.radial("#ffc063", (.5, "#ff9a1f"), "#d9660a", cx=.36, cy=.3, r=.8))
    for index in range(46):
        x, y = polar(226, 272, 20 + (index * 37) % 100, index * 47)
        c.circle(x, y, 2.4, "#c75c05", opacity=".35")
    c.star(226, 150, 16, 7, 5, "#5b7f2b")
    c.path("M232 150C252 104 306 92 346 108C326 150 276 168 232 150Z", c.linear("#8ed36a", "#3f8f3a"))
    c.stroke("M240 148C276 132 308 118 336 112", "#2f6e2b", 3)
    c.circle(446, 302, 112, "#f08a12")
    c.circle(446, 302, 101, "#fff1d0")
    for index in range(10):
        a, b = polar(446, 302, 92, index * 36 + 4), polar(446, 302, 92, index * 36 + 32)
        m = polar(446, 302, 14, index * 36 + 18)
        c.path(f"M{m[0]:.1f} {m[1]:.1f}L{a[0]:.1f} {a[1]:.1f}A92 92 0 0 1 {b[0]:.1f} {b[1]:.1f}Z",
               "#ffa733" if index % 2 else "#ff9d21", stroke="#ffb650", stroke_width=6, stroke_linejoin="round")
    c.circle(446, 302, 9, "#fff1d0")


@picture("strawberry.svg", 520, 560)
def strawberry(c):
    c.background(c.linear("#ffe9ef", "#ffd0dc"))
    c.shadow(262, 506, 120, 16, .18)
    c.path("M260 166C330 130 420 162 428 246C436 340 340 468 262 500C182 468 86 340 94 246C102 162 192 130 260 166Z",
           c.radial("#ff7a7a", (.5, "#e8283c"), "#a80f2b", cx=.36, cy=.3, r=.8))
    rows = [(200, 3, 76), (250, 4, 74), (300, 5, 60), (350, 4, 58), (400, 3, 50), (446, 2, 40)]
    for y, count, gap in rows:
        for index in range(count):
            x = 262 + (index - (count - 1) / 2) * gap
            c.ellipse(x, y, 6, 9, "#ffd76a", stroke="#9c1026", stroke_width=2)
    leaf = c.linear("#7ccf5a", "#2f8a34")
    for turn in (-78, -42, -4, 36, 74):
        c.path("M260 150C232 176 226 222 258 250C292 222 290 176 260 150Z", leaf,
               transform=f"rotate({turn} 260 152)", stroke="#25702a", stroke_width=2)
    c.stroke("M260 156C258 122 268 92 292 70", "#3f8a35", 12)
    c.ellipse(170, 262, 14, 40, "#fff", opacity=".35", transform="rotate(14 170 262)")


@picture("watermelon.svg")
def watermelon(c):
    c.background(c.linear("#c9f0ff", "#effbff"))
    c.rect(0, 376, 640, 104, "#f6d6a8")
    for x in range(0, 640, 80):
        c.rect(x, 376, 3, 104, "#e0b87e")
    c.shadow(320, 404, 240, 18)
    c.path("M70 176A250 226 0 0 0 570 176Z", c.linear("#2f8f3c", "#176127"))
    c.path("M84 176A236 208 0 0 0 556 176Z", "#bfe59a")
    c.path("M100 176A220 190 0 0 0 540 176Z", "#f4fbe4")
    c.path("M110 176A210 178 0 0 0 530 176Z", c.radial("#ff6f78", "#ee3a4c", cx=.5, cy=0, r=1))
    for x, y, turn in ((190, 214, 20), (254, 204, 8), (320, 216, 0), (388, 204, -8), (452, 214, -20), (226, 262, 16),
                       (290, 272, 4), (352, 272, -4), (416, 260, -16), (264, 314, 10), (322, 324, 0), (380, 312, -10)):
        c.path(f"M{x} {y - 13}C{x + 11} {y - 2} {x + 9} {y + 12} {x} {y + 12}C{x - 9} {y + 12} {x - 11} {y - 2} {x} {y - 13}Z",
               "#3a1716", transform=f"rotate({turn} {x} {y})")


@picture("grapes.png", 520, 600)
def grapes(c):
    c.stroke("M262 150C258 112 270 74 310 46", "#7a5230", 12)
    c.stroke("M262 118C300 96 330 108 352 84C366 66 350 52 338 66", "#6f9b3a", 5)
    c.path("M252 132C206 138 158 118 132 84C150 82 150 62 168 58C176 40 198 48 208 40C226 50 244 58 248 76C262 96 258 116 252 132Z",
           c.linear("#a5d65f", "#4e8f2e", direction="diagonal"))
    c.stroke("M250 130C220 110 190 88 158 78M224 110C218 90 214 72 208 58M200 98C186 100 172 98 160 92", "#3a7324", 3)
    ball = c.radial("#c79bf0", (.45, "#8440c2"), "#45177a", cx=.34, cy=.3, r=.75)
    for y, count in ((182, 4), (236, 5), (290, 4), (344, 3), (398, 3), (452, 2), (506, 1)):
        for index in range(count):
            x = 260 + (index - (count - 1) / 2) * 66 + (8 if y in (344, 452) else 0)
            c.circle(x, y, 40, ball)
            c.ellipse(x - 14, y - 16, 8, 11, "#fff", opacity=".5", transform=f"rotate(30 {x - 14} {y - 16})")


@picture("lemons.webp")
def lemons(c):
    c.background(c.linear("#2f7f86", "#56b0ae"))
    for x in range(-40, 700, 80):
        for y in range(-40, 520, 80):
            c.path(f"M{x} {y + 40}L{x + 40} {y}L{x + 80} {y + 40}L{x + 40} {y + 80}Z", "#fff", opacity=".06")
    c.shadow(250, 366, 170, 26, .3)
    c.shadow(462, 402, 110, 18, .3)
    skin = c.radial("#fff59a", (.5, "#ffdf2e"), "#d9a70c", cx=.38, cy=.3, r=.8)
    with c.group(transform="rotate(-14 240 250)"):
        c.path("M70 250C78 236 92 236 100 214C126 142 330 138 374 214C384 236 402 236 414 250C402 266 386 264 374 288"
               "C332 362 128 360 100 288C92 264 78 264 70 250Z", skin)
        c.ellipse(180, 200, 46, 16, "#fff", opacity=".5", transform="rotate(-12 180 200)")
    c.circle(462, 306, 98, "#f2c71b")
    c.circle(462, 306, 88, "#fffbe2")
    for index in range(9):
        a, b = polar(462, 306, 78, index * 40 + 5), polar(462, 306, 78, index * 40 + 35)
        m = polar(462, 306, 16, index * 40 + 20)
        c.path(f"M{m[0]:.1f} {m[1]:.1f}L{a[0]:.1f} {a[1]:.1f}A78 78 0 0 1 {b[0]:.1f} {b[1]:.1f}Z", "#ffe957",
               stroke="#fff08c", stroke_width=6, stroke_linejoin="round")
    c.path("M372 176C384 122 444 96 498 112C484 164 426 196 372 176Z", c.linear("#9be06a", "#3f9440"))
    c.stroke("M380 172C418 150 456 130 490 116", "#2f7a33", 3)
