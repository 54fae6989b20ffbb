"""Tools, music, sports, the house, and patterns."""

from .canvas import picture, polar


@picture("guitar.svg", 520, 640)
def guitar(c):
    c.background(c.linear("#2f4858", "#4f7a86"))
    c.circle(260, 330, 240, "#fff", opacity=".06")
    c.circle(260, 330, 170, "#fff", opacity=".06")
    with c.group(transform="rotate(28 260 340)"):
        c.path("M260 270C316 262 346 300 334 350C326 384 350 396 364 436C384 510 330 566 260 566C190 566 136 510 156 436C170 396 194 384 186 350C174 300 204 262 260 270Z",
               c.radial("#f6b961", (.6, "#d9862f"), "#8f4b14"), stroke="#5c2d0b", stroke_width=7)
        c.circle(260, 410, 52, "#5c2d0b")
        c.circle(260, 410, 44, "#1f120a")
        c.rect(238, 80, 44, 320, c.linear("#6b3f1f", "#4a2810", direction="right"))
        for y in range(112, 380, 30):
            c.rect(238, y, 44, 3, "#d9d3c4")
        for y in (127, 187, 247):
            c.circle(260, y, 5, "#f6efe0")
        c.path("M228 84L222 -4C240 -14 280 -14 298 -4L292 84Z", "#5c2d0b")
        for y in (10, 36, 62):
            c.circle(214, y, 8, "#e5dfd0")
            c.circle(306, y, 8, "#e5dfd0")
        c.rect(212, 486, 96, 18, "#3d1f0c", rx=6)
        for index in range(6):
            x = 243 + index * 6.8
            c.stroke(f"M{x:.1f} 20V494", "#f3efe6", 1.6)


@picture("piano-keys.png")
def piano_keys(c):
    c.background(c.linear("#3a1d1d", "#1d0f12"))
    c.rect(0, 40, 640, 70, c.linear("#5c2f2a", "#3a1c1a"))
    c.rect(0, 106, 640, 10, "#a8222c")
    for index in range(10):
        c.rect(index * 64 + 1, 116, 62, 330, c.linear("#ffffff", (.92, "#eceae4"), "#c9c5bb"), rx=5)
    for index in (0, 1, 3, 4, 5, 7, 8):
        x = index * 64 + 43
        c.rect(x + 4, 116, 42, 204, "#000", rx=4, opacity=".3")
        c.rect(x, 116, 42, 200, c.linear("#3a3a40", (.9, "#17171a"), "#050506"), rx=4)
        c.rect(x + 7, 116, 26, 180, "#fff", rx=4, opacity=".1")
    for x, y, s in ((120, 78, 1), (320, 72, 1), (500, 78, 1)):
        c.ellipse(x, y, 11, 8, "#f2c96b", transform=f"rotate(-20 {x} {y})")
        c.stroke(f"M{x + 10} {y - 2}V{y - 40}c4 10 14 10 14 22", "#f2c96b", 4)


@picture("drum.svg")
def drum(c):
    c.background(c.linear("#ffefb8", "#ffd98a"))
    for index in range(12):
        a, b = polar(320, 280, 600, index * 30), polar(320, 280, 600, index * 30 + 15)
        c.polygon([(320, 280), a, b], "#fff", opacity=".25")
    c.shadow(320, 424, 200, 24)
    c.path("M140 220V370C140 440 500 440 500 370V220Z", c.linear("#e0413b", (.5, "#f0615a"), "#a81f26", direction="right"))
    for index in range(6):
        x = 150 + index * 68
        dy = (34, 48, 54, 54, 48, 34)[index]
        c.stroke(f"M{x} {216 + dy * .6:.0f}L{x + 34 if index < 5 else x} {352 + dy}", "#fff4d6", 5)
        if index:
            c.stroke(f"M{x} {216 + dy * .6:.0f}L{x - 34} {352 + dy}", "#fff4d6", 5)
    c.path("M134 212V238C134 306 506 306 506 238V212Z", c.linear("#ffd75e", "#d9a11f"))
    c.path("M134 352V378C134 448 506 448 506 378V352C506 420 134 420 134 352Z", c.linear("#ffd75e", "#d9a11f"))
    c.ellipse(320, 212, 186, 54, "#e0ab2a")
    c.ellipse(320, 210, 170, 46, c.radial("#fffdf4", "#e9e0c8"))
    for d, tip in (("M470 70L330 196", (330, 196)), ("M150 60L296 190", (296, 190))):
        c.stroke(d, "#b97a3f", 13)
        c.circle(*tip, 13, "#d9a368")
    for x, y in ((70, 120), (560, 180), (590, 90)):
        c.ellipse(x, y, 13, 10, "#c94f3a", transform=f"rotate(-20 {x} {y})")
        c.stroke(f"M{x + 12} {y - 2}V{y - 50}c4 12 18 12 18 26", "#c94f3a", 5)


@picture("hammer.svg")
def hammer(c):
    c.background(c.linear("#d7e3ea", "#b8cad5"))
    for y in range(0, 480, 96):
        c.rect(0, y, 640, 94, c.linear("#d9a86c", "#c8935a"))
        for x in (60, 240, 470):
            c.stroke(f"M{x + y % 70} {y + 30}q50 12 110 0", "#a8713a", 3, opacity=".5")
    with c.group(transform="rotate(38 320 250)"):
        c.rect(306, 150, 46, 310, "#000", rx=18, opacity=".2")
        c.path("M300 140H340L344 440C344 462 296 462 296 440Z", c.linear("#f2c07a", "#b9752c", direction="right"))
        c.path("M296 330H344V440C344 462 296 462 296 440Z", c.linear("#e0473f", "#a32028", direction="right"))
        for y in range(346, 440, 20):
            c.stroke(f"M300 {y}H340", "#7c151b", 4)
        c.path("M286 74H356V150H286Z", c.linear("#9aa5ae", "#5f6b75"))
        c.path("M356 84H402V70H436V156H402V142H356Z", c.linear("#c4ccd2", "#6f7b85"))
        c.path("M286 78C240 76 204 96 186 138C214 120 244 122 286 146Z", c.linear("#c4ccd2", "#6f7b85"))
        c.path("M286 106C250 104 220 116 196 140C226 128 250 128 286 138Z", "#56626c")
        c.rect(292, 78, 58, 8, "#fff", opacity=".35")
    for x, y, turn in ((90, 360, -20), (150, 400, 30), (520, 110, 10), (560, 380, -50)):
        with c.group(transform=f"rotate({turn} {x} {y})"):
            c.rect(x - 3, y - 30, 6, 56, "#7b8790")
            c.rect(x - 10, y - 34, 20, 7, "#5f6b75", rx=2)
            c.polygon([(x - 3, y + 26), (x + 3, y + 26), (x, y + 38)], "#7b8790")


@picture("toolbox.svg")
def toolbox(c):
    c.background(c.linear("#f0f4f7", "#d3dee6"))
    c.rect(0, 390, 640, 90, c.linear("#8d9aa5", "#6f7c88"))
    c.shadow(320, 430, 250, 16)
    with c.group(transform="rotate(-12 190 200)"):
        c.path("M172 260V130C150 116 144 84 160 62L178 90L198 90L214 62C232 86 224 118 204 130V260Z", c.linear("#c9d2d9", "#8794a0", direction="right"))
    with c.group(transform="rotate(6 290 200)"):
        c.rect(274, 60, 36, 96, c.linear("#ffb52e", "#e07f0c", direction="right"), rx=10)
        c.rect(286, 150, 12, 120, "#9aa6b0")
    with c.group(transform="rotate(10 400 180)"):
        c.rect(390, 110, 18, 160, "#c08a4a")
        c.path("M356 84H444V116H356Z", "#68747e")
    c.path("M470 270L500 120L590 110V126L514 270Z", "#c9d2d9")
    for x in range(0, 84, 12):
        c.polygon([(504 + x, 138 + x * .2), (510 + x, 126 - x * .2), (516 + x, 138 + x * .2)], "#c9d2d9")
    c.path("M240 240C240 190 400 190 400 240", stroke="#3a424a", stroke_width=18)
    c.rect(90, 250, 460, 40, c.linear("#f25c4a", "#c4281f"), rx=6)
    c.rect(100, 286, 440, 140, c.linear("#e0382c", "#9c1a16"), rx=8)
    c.rect(100, 336, 440, 10, "#7c1210")
    for x in (170, 430):
        c.rect(x, 268, 40, 46, "#d9dfe4", rx=5)
        c.rect(x + 12, 290, 16, 10, "#6f7b85", rx=3)
    c.rect(284, 356, 72, 26, "#f6d365", rx=4)


@picture("old-camera.tiff", 600, 450)
def old_camera(c):
    c.background(c.linear("#efe2cf", "#d9c1a0"))
    c.rect(0, 350, 600, 100, c.linear("#8a5a3a", "#6b4226"))
    c.shadow(300, 378, 220, 16, .3)
    c.path("M96 150C60 120 60 60 130 40M504 150C540 120 540 60 470 40", stroke="#5c3a22", stroke_width=10)
    c.path("M196 110L220 72H380L404 110Z", c.linear("#e4e7ea", "#b1b9c0"))
    c.rect(258, 82, 84, 30, "#28313a", rx=4)
    c.rect(266, 88, 68, 18, "#7fb4d9", rx=3)
    c.rect(76, 106, 448, 250, c.linear("#dfe3e6", "#a8b0b7"), rx=26)
    c.rect(76, 160, 448, 146, c.linear("#3a2c28", "#241a18"))
    c.rect(110, 90, 66, 20, "#8d979f", rx=6)
    c.circle(460, 98, 24, "#9aa4ac")
    c.circle(460, 98, 14, "#d9363e")
    c.rect(420, 176, 70, 44, "#fff2c4", rx=6, stroke="#8d979f", stroke_width=5)
    c.circle(300, 234, 112, c.linear("#e4e7ea", "#8d979f"))
    c.circle(300, 234, 94, "#23282e")
    for index in range(24):
        a, b = polar(300, 234, 92, index * 15), polar(300, 234, 84, index * 15)
        c.stroke(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", "#7b8790", 3)
    c.circle(300, 234, 70, "#11151a")
    c.circle(300, 234, 58, c.radial("#7fa8d9", (.5, "#2f4f8f"), "#0f1a35", cx=.4, cy=.36))
    c.circle(278, 210, 17, "#fff", opacity=".75")
    c.circle(324, 262, 8, "#fff", opacity=".4")
    c.rect(96, 322, 90, 12, "#8d979f", rx=5)


@picture("books.svg")
def books(c):
    c.background(c.linear("#e9dfd0", "#d3c3aa"))
    c.rect(0, 60, 640, 340, "#7a4b2a", opacity=".25")
    c.rect(0, 380, 640, 34, c.linear("#a8703f", "#7a4b25"))
    c.rect(0, 414, 640, 66, "#5c371a", opacity=".5")
    x = 60
    for width, height, colour, band in ((44, 230, "#c0392b", "#f2c96b"), (36, 250, "#2f6f8f", "#fff"), (52, 210, "#3f8a4a", "#f2c96b"),
                                        (30, 240, "#e0a43b", "#7a4b1a"), (46, 260, "#6b3f8a", "#f2c96b"), (38, 220, "#d9662b", "#fff")):
        y = 380 - height
        c.rect(x, y, width, height, colour, rx=4)
        c.rect(x + width - 9, y, 9, height, "#000", opacity=".18", rx=4)
        c.rect(x, y + 24, width, 9, band)
        c.rect(x, y + 40, width, 4, band)
        c.rect(x, y + height - 40, width, 9, band)
        x += width + 2
    with c.group(transform="rotate(14 360 380)"):
        c.rect(330, 148, 40, 232, "#1f7a7a", rx=4)
        c.rect(330, 180, 40, 8, "#f2c96b")
        c.rect(330, 340, 40, 8, "#f2c96b")
    for y, width, colour in ((340, 190, "#b03a48"), (302, 170, "#34699a"), (266, 150, "#e3b23c")):
        left = 520 - width / 2
        c.rect(left, y, width, 38, colour, rx=6)
        c.rect(left + 14, y + 6, width - 14, 26, "#fbf3e0")
        for line in (12, 19, 26):
            c.rect(left + 14, y + line, width - 14, 1.6, "#d3c3a4")
    c.path("M520 258C486 236 440 236 424 244V180C446 170 490 172 520 192C550 172 594 170 616 180V244C600 236 554 236 520 258Z", "#fffaf0", stroke="#a8703f", stroke_width=5)
    c.stroke("M520 192V256", "#c9b48f", 3)
    for y in (196, 208, 220):
        c.stroke(f"M438 {y}C460 {y - 6} 486 {y - 2} 508 {y + 8}M532 {y + 8}C554 {y - 2} 580 {y - 6} 602 {y}", "#b9a98a", 3)


@picture("alarm-clock.svg", 560, 560)
def alarm_clock(c):
    c.background(c.linear("#ffe0b5", "#ffc48a"))
    c.rect(0, 450, 560, 110, c.linear("#7fa8a0", "#5f8a82"))
    c.shadow(280, 484, 170, 16)
    c.stroke("M170 420L130 480M390 420L430 480", "#c0392b", 24)
    for x, turn in ((160, -36), (400, 36)):
        with c.group(transform=f"rotate({turn} {x} 120)"):
            c.path(f"M{x - 62} 130C{x - 58} 60 {x + 58} 60 {x + 62} 130Z", c.linear("#ffd75e", "#d9991f"))
            c.circle(x, 72, 9, "#b97a12")
    c.stroke("M280 110V72", "#8a3a2c", 11)
    c.ellipse(280, 64, 22, 17, "#c0392b")
    c.circle(280, 300, 182, c.linear("#f0625a", "#b3252a"))
    c.circle(280, 300, 150, "#fffdf6")
    for index in range(60):
        long = index % 5 == 0
        a, b = polar(280, 300, 138, index * 6), polar(280, 300, 118 if long else 130, index * 6)
        c.stroke(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", "#2f3640", 7 if long else 2)
    c.stroke("M280 300L214 262", "#2f3640", 13)
    c.stroke("M280 300L338 208", "#2f3640", 9)
    c.stroke("M280 300L280 400", "#e0413b", 4)
    c.circle(280, 300, 13, "#e0413b")
    c.path("M170 230C186 200 206 182 236 170", stroke="#fff", stroke_width=10, opacity=".5", stroke_linecap="round")


@picture("football.svg")
def football(c):
    c.background(c.linear("#8fd0f2", "#dff2fa"))
    c.stroke("M120 300V90H520V300", "#fff", 12)
    for x in range(140, 520, 24):
        c.stroke(f"M{x} 96V296", "#fff", 1.6, opacity=".8")
    for y in range(110, 300, 24):
        c.stroke(f"M126 {y}H514", "#fff", 1.6, opacity=".8")
    for index in range(8):
        c.polygon([(320 + (index - 4) * 70, 290), (320 + (index - 3) * 70, 290), (320 + (index - 3) * 190, 480), (320 + (index - 4) * 190, 480)],
                  "#55a845" if index % 2 else "#63b852")
    c.shadow(330, 436, 110, 14, .3)
    c.circle(320, 336, 104, c.radial("#ffffff", (.6, "#f0f2f4"), "#b4bdc5", cx=.38, cy=.3, r=.75))
    with c.group(clip_path=c.clip("M216 336A104 104 0 0 1 424 336A104 104 0 0 1 216 336Z")):
        def pentagon(x, y, r, turn):
            c.polygon([polar(x, y, r, turn + 72 * i) for i in range(5)], "#22272e", stroke="#22272e", stroke_width=4, stroke_linejoin="round")
        pentagon(320, 336, 36, -90)
        for index in range(5):
            a, b = polar(320, 336, 36, index * 72 - 90), polar(320, 336, 72, index * 72 - 90)
            c.stroke(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", "#22272e", 4)
            for side in (-36, 36):
                e = polar(320, 336, 88, index * 72 - 90 + side)
                c.stroke(f"M{b[0]:.1f} {b[1]:.1f}L{e[0]:.1f} {e[1]:.1f}", "#22272e", 4)
            x, y = polar(320, 336, 106, index * 72 - 54)
            pentagon(x, y, 30, index * 72 + 126)


@picture("basketball.tiff", 480, 480)
def basketball(c):
    c.background(c.linear("#35507a", "#1f2f4d"))
    for y in range(330, 480, 38):
        c.rect(0, y, 480, 36, c.linear("#d99a55", "#c27f3a"))
    for x, y in ((110, 330), (300, 368), (60, 406), (380, 330), (220, 406), (400, 444)):
        c.rect(x, y, 3, 36, "#94591f")
    c.shadow(244, 412, 150, 18, .4)
    c.circle(240, 238, 170, c.radial("#ffb066", (.5, "#ee7a23"), "#a8460c", cx=.36, cy=.3, r=.8))
    dark = "#3a1a08"
    c.circle(240, 238, 170, "none", stroke=dark, stroke_width=6)
    c.stroke("M76 282C150 230 330 216 406 206M208 72C240 150 270 320 276 404", dark, 6)
    c.stroke("M104 136C190 170 232 290 176 394M330 94C276 190 320 300 388 320", dark, 6)
    c.ellipse(168, 150, 46, 28, "#fff", opacity=".25", transform="rotate(-36 168 150)")


@picture("tennis.svg")
def tennis(c):
    c.background(c.linear("#c9663f", "#a84c2a"))
    c.rect(0, 380, 640, 9, "#fff", opacity=".9")
    c.rect(500, 0, 9, 480, "#fff", opacity=".9")
    with c.group(transform="rotate(34 300 220)"):
        c.ellipse(306, 186, 126, 150, "#000", opacity=".2")
        with c.group(clip_path=c.clip("M182 170A118 142 0 0 1 418 170A118 142 0 0 1 182 170Z")):
            for x in range(190, 420, 19):
                c.stroke(f"M{x} 20V320", "#fbfbf2", 2.4)
            for y in range(36, 316, 19):
                c.stroke(f"M176 {y}H424", "#fbfbf2", 2.4)
        c.ellipse(300, 170, 118, 142, "none", stroke="#2f6fc4", stroke_width=17)
        c.ellipse(300, 170, 118, 142, "none", stroke="#fff", stroke_width=3)
        c.path("M226 280L286 360V380H314V360L374 280", stroke="#2f6fc4", stroke_width=15)
        c.rect(282, 366, 36, 150, "#22272e", rx=12)
        for y in range(380, 510, 17):
            c.stroke(f"M284 {y + 10}L316 {y}", "#4d555e", 4)
    c.shadow(476, 398, 66, 12, .3)
    c.circle(470, 336, 62, c.radial("#f3ff9c", (.5, "#d4ee3f"), "#93a81a", cx=.36, cy=.3, r=.8))
    c.stroke("M420 300C456 316 462 360 436 388M520 300C490 316 484 356 506 386", "#fff", 6)


@picture("cottage.svg")
def cottage(c):
    c.background(c.linear("#8fd3f4", "#e8f7ea"))
    c.circle(560, 84, 42, "#ffe27a")
    c.cloud(120, 110, 54, "#fff", opacity=".9")
    c.path("M0 330C160 280 420 330 640 290V480H0Z", "#a5d67f")
    c.path("M0 390C200 350 400 400 640 370V480H0Z", c.linear("#7cbf5c", "#4c8f3a"))
    c.rect(410, 110, 40, 90, "#a8553a")
    for x, y, s in ((440, 90, 24), (466, 56, 32)):
        c.cloud(x, y, s, "#fff", opacity=".8")
    c.rect(170, 230, 300, 170, c.linear("#fff6e3", "#f0dfc0"))
    c.polygon([(140, 240), (320, 96), (500, 240)], c.linear("#d9573f", "#a5351f"))
    for y in range(150, 240, 26):
        c.stroke(f"M{320 - (y - 96) * 1.2:.0f} {y}H{320 + (y - 96) * 1.2:.0f}", "#8f2a18", 3, opacity=".5")
    c.circle(320, 186, 23, "#bfe6f5", stroke="#fff", stroke_width=7)
    c.path("M290 400V310C290 276 350 276 350 310V400Z", "#3f7a8f")
    c.circle(340, 352, 5, "#ffd75e")
    for x in (198, 376):
        c.rect(x, 282, 66, 62, "#bfe6f5", stroke="#fff", stroke_width=8)
        c.stroke(f"M{x + 33} 284V342M{x + 2} 313H{x + 64}", "#fff", 5)
        c.rect(x - 18, 278, 14, 70, "#4f9a6a")
        c.rect(x + 70, 278, 14, 70, "#4f9a6a")
        c.rect(x - 8, 348, 82, 13, "#8a5a32")
        for dx in range(0, 80, 16):
            c.circle(x + dx, 346, 9, ("#ef5a7a", "#ffd23f")[dx // 16 % 2])
    c.path("M296 400H344L400 480H250Z", "#e8d3a5")
    for x in list(range(0, 140, 26)) + list(range(510, 640, 26)):
        c.path(f"M{x} 440V386L{x + 9} 374L{x + 18} 386V440Z", "#fff")
    c.rect(0, 396, 150, 8, "#fff")
    c.rect(506, 396, 134, 8, "#fff")
    c.rect(60, 320, 12, 60, "#6b4423")
    c.circle(66, 296, 42, "#4f9a48")
    c.circle(52, 282, 20, "#6fb85f")


@picture("armchair.svg")
def armchair(c):
    c.background(c.linear("#f3d9c4", "#ecc9ad"))
    c.rect(0, 370, 640, 110, c.linear("#b9845a", "#95633c"))
    c.rect(0, 362, 640, 10, "#fff6e9")
    c.ellipse(310, 426, 250, 34, "#e8dcc4")
    c.ellipse(310, 426, 200, 25, "#d9a08a")
    c.rect(76, 60, 130, 110, "#fff", stroke="#7a4b2a", stroke_width=8)
    c.polygon([(80, 164), (124, 104), (156, 140), (176, 118), (202, 164)], "#6fa58a")
    c.circle(176, 88, 12, "#ffd23f")
    for x in (216, 400):
        c.path(f"M{x - 8} 404L{x} 436H{x + 12}L{x + 12} 404Z", "#5c371a")
    c.path("M190 300V170C190 120 226 104 310 104C394 104 430 120 430 170V300Z", c.linear("#2f9a94", "#1c6b6b"))
    for x, y in ((256, 160), (310, 160), (364, 160), (283, 206), (337, 206)):
        c.circle(x, y, 6, "#155252")
    c.rect(186, 286, 248, 100, "#1f7a78", rx=18)
    c.rect(196, 276, 228, 56, c.linear("#3fb3aa", "#268a84"), rx=22)
    for x in (150, 404):
        c.rect(x, 230, 66, 178, c.linear("#38a8a0", "#1c6b6b"), rx=30)
    with c.group(transform="rotate(-14 310 236)"):
        c.rect(264, 196, 92, 86, c.linear("#ffc94f", "#e8992a"), rx=16)
        c.stroke("M276 214H344M276 240H344M276 264H344", "#fff2cc", 5)
    c.rect(538, 140, 10, 270, "#4a3a2c")
    c.ellipse(543, 412, 42, 9, "#4a3a2c")
    c.polygon([(500, 150), (520, 72), (566, 72), (586, 150)], c.linear("#fff6cf", "#ffdf8f"))
    c.ellipse(543, 190, 120, 80, "#fff3b8", opacity=".25")


@picture("tile-pattern.png", 480, 480)
def tile_pattern(c):
    c.background("#f4ead6")
    blue, dark, gold = "#2f6fb0", "#173f73", "#e0a43b"
    for row in range(4):
        for column in range(4):
            x, y = column * 120 + 60, row * 120 + 60
            c.rect(x - 60, y - 60, 120, 120, "none", stroke="#c9b48a", stroke_width=2)
            for turn in range(0, 360, 90):
                with c.group(transform=f"rotate({turn} {x} {y})"):
                    c.path(f"M{x} {y}C{x + 20} {y - 16} {x + 22} {y - 40} {x} {y - 54}C{x - 22} {y - 40} {x - 20} {y - 16} {x} {y}Z", blue)
                    c.path(f"M{x} {y - 8}C{x + 8} {y - 18} {x + 9} {y - 32} {x} {y - 42}C{x - 9} {y - 32} {x - 8} {y - 18} {x} {y - 8}Z", "#f4ead6")
                    c.path(f"M{x + 60} {y - 60}V{y - 22}A38 38 0 0 1 {x + 22} {y - 60}Z", dark)
                    c.path(f"M{x + 60} {y - 60}V{y - 40}A20 20 0 0 1 {x + 40} {y - 60}Z", gold)
            c.star(x, y, 15, 6, 8, gold)


@picture("chessboard.png", 480, 480)
def chessboard(c):
    c.background("#2b2b2b")
    for row in range(8):
        for column in range(8):
            c.rect(24 + column * 54, 24 + row * 54, 54, 54, "#e8e8e8" if (row + column) % 2 == 0 else "#6a6a6a")
    for column, row, fill, edge in ((1, 6, "#ffffff", "#333333"), (4, 4, "#ffffff", "#333333"), (6, 6, "#ffffff", "#333333"),
                                    (2, 1, "#1c1c1c", "#b0b0b0"), (4, 3, "#1c1c1c", "#b0b0b0"), (5, 1, "#1c1c1c", "#b0b0b0")):
        x, y = 51 + column * 54, 51 + row * 54
        c.path(f"M{x - 18} {y + 21}C{x - 16} {y + 8} {x - 7} {y + 6} {x - 6} {y - 6}A11 11 0 1 1 {x + 6} {y - 6}C{x + 7} {y + 6} {x + 16} {y + 8} {x + 18} {y + 21}Z",
               fill, stroke=edge, stroke_width=3, stroke_linejoin="round")
    for column, row, fill, edge in ((4, 7, "#ffffff", "#333333"), (4, 0, "#1c1c1c", "#b0b0b0")):
        x, y = 51 + column * 54, 51 + row * 54
        c.path(f"M{x - 19} {y + 21}L{x - 23} {y - 8}L{x - 11} {y + 2}L{x} {y - 18}L{x + 11} {y + 2}L{x + 23} {y - 8}L{x + 19} {y + 21}Z", fill, stroke=edge, stroke_width=3, stroke_linejoin="round")
        c.stroke(f"M{x} {y - 26}V{y - 18}M{x - 5} {y - 22}H{x + 5}", edge, 3)


def windmill(c, turn):
    """One frame of the windmill, its sails turned by `turn` degrees; few colours, as GIF has 256."""
    c.background("#aee0f5")
    c.circle(90, 80, 38, "#ffe27a")
    c.cloud(430, 100, 56, "#fff")
    c.rect(0, 330, 560, 150, "#7fbf5c")
    for y, colour in ((352, "#e0413b"), (384, "#ffd23f"), (416, "#f58bb1"), (448, "#e0413b")):
        c.rect(0, y, 560, 12, "#4f9a45")
        for x in range(10 + y % 20, 560, 22):
            c.circle(x, y, 7, colour)
    c.polygon([(228, 360), (250, 180), (310, 180), (332, 360)], "#f4ead6")
    c.polygon([(290, 180), (310, 180), (332, 360), (300, 360)], "#d9c8a4")
    c.path("M240 184C244 132 316 132 320 184Z", "#8a4a2a")
    c.path("M264 360V318C264 298 296 298 296 318V360Z", "#6b3f1f")
    for y in (220, 266):
        c.rect(270, y, 20, 24, "#4a7fa8")
    with c.group(transform=f"rotate({turn} 280 170)"):
        for blade in range(4):
            with c.group(transform=f"rotate({blade * 90} 280 170)"):
                c.rect(277, 34, 6, 136, "#5c371a")
                c.rect(284, 40, 32, 104, "#fffaf0", stroke="#5c371a", stroke_width=3)
                c.stroke("M284 66H316M284 92H316M284 118H316M300 40V144", "#b98a5c", 2)
    c.circle(280, 170, 11, "#3a2412")


@picture("windmill.gif", 560, 480)
def windmill_still(c):
    windmill(c, 20)
