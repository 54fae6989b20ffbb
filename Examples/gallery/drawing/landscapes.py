"""Weather, sea, mountains and towns."""

import random

from .canvas import picture, polar


def palm(c, x, y, trunk, leaf):
    c.stroke(f"M{x} {y}C{x + 10} {y - 80} {x + 26} {y - 130} {x + 54} {y - 180}", trunk, 15)
    top_x, top_y = x + 54, y - 184
    for dx, dy in ((-96, 10), (-70, -40), (-20, -66), (50, -56), (96, -12), (84, 40), (-64, 52)):
        c.path(f"M{top_x} {top_y}Q{top_x + dx * .5:.0f} {top_y + dy - 34:.0f} {top_x + dx} {top_y + dy + 22}"
               f"Q{top_x + dx * .4:.0f} {top_y + dy + 2:.0f} {top_x} {top_y}Z", leaf)
    c.circle(top_x - 6, top_y + 8, 9, trunk)
    c.circle(top_x + 10, top_y + 10, 9, trunk)


def beach(c, sky, sun, sun_at, sea, sand, foam, glitter, trunk, leaf):
    c.background(c.linear(*sky))
    x, y = sun_at
    c.circle(x, y, 96, sun, opacity=".22")
    c.circle(x, y, 70, sun, opacity=".35")
    c.circle(x, y, 48, sun)
    c.rect(0, 250, 640, 230, c.linear(*sea))
    for index in range(9):
        width = 26 + index * 13
        c.rect(x - width / 2 + (index % 3 - 1) * 12, 260 + index * 11, width, 4, glitter, rx=2, opacity=f"{.8 - index * .06:.2f}")
    c.path("M0 372C120 340 260 372 380 352C480 336 560 352 640 336V480H0Z", foam, opacity=".8")
    c.path("M0 386C120 354 260 386 380 366C480 350 560 366 640 350V480H0Z", c.linear(*sand))
    palm(c, 496, 400, trunk, leaf)


@picture("beach-daylight.svg")
def beach_daylight(c):
    beach(c, ("#3fa9e8", "#bfe8fa", "#bfe8fa"), "#fff3a8", (130, 90), ("#2fb3cf", "#7fe0dc"), ("#fbe6b5", "#efcf8a"), "#ffffff", "#d9fbff", "#8a5a2c", "#2f9a4a")
    c.cloud(310, 120, 58, "#fff", opacity=".95")
    c.cloud(430, 82, 36, "#fff", opacity=".85")
    c.stroke("M196 432L224 308", "#e9edf0", 6)
    c.path("M128 322C140 268 196 244 244 258C290 270 318 310 312 352C288 334 262 328 246 336C226 320 196 312 176 322C160 312 142 314 128 322Z", "#ef4f4a")
    c.path("M230 254C200 268 182 294 176 322C196 312 226 320 246 336C256 306 252 274 236 256Z", "#fff")
    c.path("M110 446L200 430L232 450L140 470Z", "#3a8fd6")
    c.path("M128 443L144 440L176 462L158 466Z", "#fff")
    c.circle(372, 432, 26, "#fff")
    c.path("M372 406A26 26 0 0 1 396 424L372 432Z", "#f2b632")
    c.path("M396 442A26 26 0 0 1 364 457L372 432Z", "#3a8fd6")
    c.path("M348 442A26 26 0 0 1 352 415L372 432Z", "#ef4f4a")


@picture("beach-sunset.svg")
def beach_sunset(c):
    beach(c, ("#3b1f6b", "#c2416f", (.5, "#ff8a4c"), "#ffd27a"), "#fff0b0", (260, 236), ("#e0684f", "#5a2a6b"), ("#8a4f5e", "#4a2a4d"), "#ffc59a", "#ffe9a8", "#2a1530", "#2a1530")
    c.path("M0 250C40 226 110 224 160 250Z", "#7a2f62")
    for x, y in ((380, 120), (416, 138), (350, 150)):
        c.stroke(f"M{x - 16} {y - 5}q9 -8 16 5q8 -13 16 -5", "#3a1840", 3)
    for y, x, w in ((90, 60, 190), (120, 420, 200), (160, 120, 120), (66, 300, 120)):
        c.rect(x, y, w, 9, "#ffb38a", rx=4, opacity=".35")


@picture("rain-umbrella.svg")
def rain_umbrella(c):
    c.background(c.linear("#6f8397", "#aebcc8"))
    c.rect(0, 404, 640, 76, c.linear("#6b7a88", "#4f5d6a"))
    for x, y, s in ((130, 110, 84), (330, 84, 100), (540, 114, 88)):
        c.cloud(x, y, s, "#4f5f70")
        c.cloud(x - 6, y - 8, s * .86, "#64768a")
    for index in range(70):
        x, y = (index * 83 + 20) % 660, 120 + (index * 57) % 300
        if not (120 < x < 520 and y > 230):
            c.stroke(f"M{x} {y}l-7 24", "#d3e6f5", 3, opacity=".75")
    c.stroke("M320 200V408C320 448 266 448 266 410", "#5a3418", 11)
    c.path("M110 300C118 196 210 132 320 132C430 132 522 196 530 300C500 276 458 276 426 300C398 276 348 276 320 300C290 276 244 276 214 300C184 276 140 276 110 300Z", c.linear("#ff5a52", "#c21f2b"))
    c.path("M320 132C270 160 230 226 214 300C244 276 290 276 320 300C348 276 398 276 426 300C410 226 370 160 320 132Z", "#ff8079", opacity=".55")
    c.stroke("M320 132C270 160 230 226 214 300M320 132C370 160 410 226 426 300M320 132V292", "#9c1420", 3)
    c.circle(320, 128, 9, "#5a3418")
    for x, y, rx in ((120, 440, 66), (470, 446, 90), (580, 424, 40)):
        c.ellipse(x, y, rx, 11, "#8fa6b8")
        c.ellipse(x, y, rx * .6, 6, "#c3d6e4", opacity=".7")


@picture("lightning-storm.svg")
def lightning_storm(c):
    c.background(c.linear("#1b1f3b", "#3d3f66", "#7a5f7f"))
    c.ellipse(330, 240, 200, 190, c.radial("#cfc6ff99", "#cfc6ff00", r=.5))
    for x, y, s, colour in ((120, 150, 130, "#2b2f4d"), (330, 120, 160, "#383c5e"), (540, 150, 130, "#2b2f4d"), (230, 170, 110, "#464a6e"), (430, 172, 112, "#464a6e")):
        c.cloud(x, y, s, colour)
    c.path("M350 166L272 286H322L286 400L408 252H350L396 166Z", c.linear("#fffbd6", "#ffd54a"), stroke="#fff8c9", stroke_width=3)
    c.stroke("M300 290L230 330L246 350L190 392", "#fff3b0", 5)
    c.stroke("M500 176L478 232L500 240L470 310", "#fff3b0", 5, opacity=".8")
    for index in range(60):
        x, y = (index * 71) % 640, 180 + (index * 43) % 220
        c.stroke(f"M{x} {y}l-8 22", "#9fb0d9", 2, opacity=".5")
    c.path("M0 416C120 380 240 420 360 400C470 384 560 410 640 392V480H0Z", "#14172b")
    c.rect(96, 366, 54, 44, "#0c0e1c")
    c.polygon([(86, 368), (123, 334), (160, 368)], "#0c0e1c")
    c.rect(114, 380, 15, 17, "#ffcf5c")
    for x in (520, 552, 590):
        c.polygon([(x - 24, 404), (x, 326), (x + 24, 404)], "#0c0e1c")


@picture("rainbow-meadow.svg")
def rainbow_meadow(c):
    c.background(c.linear("#7cc8f2", "#d9f2fb"))
    for index, colour in enumerate(("#e8413f", "#f58a2c", "#fbd63c", "#52b856", "#3f8fe0", "#4b4fc0", "#8d4bbd")):
        c.circle(320, 400, 300 - index * 17, "none", stroke=colour, stroke_width=18, opacity=".85")
    c.cloud(70, 372, 84, "#fff")
    c.cloud(570, 372, 84, "#fff")
    c.path("M0 360C140 310 300 380 420 344C520 316 590 340 640 326V480H0Z", c.linear("#8fd15a", "#4c9c38"))
    c.path("M0 410C160 380 360 430 640 384V480H0Z", c.linear("#6fbb47", "#36812f"))
    generator = random.Random(7)
    for index in range(42):
        x, y = generator.randrange(10, 630), generator.randrange(400, 470)
        colour = ("#fff", "#ffd23f", "#ef6f9b", "#b07fe0")[index % 4]
        c.stroke(f"M{x} {y}v12", "#2f6f28", 3)
        for petal in range(5):
            px, py = polar(x, y, 6, petal * 72)
            c.circle(px, py, 4, colour)
        c.circle(x, y, 3, "#f2a71b")


@picture("snowman.svg")
def snowman(c):
    c.background(c.linear("#6fa8dc", "#dcecf8"))
    c.path("M0 330C140 280 300 330 420 300C520 280 590 300 640 290V480H0Z", "#eef6fc")
    for x, y, s in ((90, 320, 1), (160, 300, .7), (560, 310, 1.1), (490, 290, .7)):
        c.rect(x - 6 * s, y, 12 * s, 26 * s, "#5a3c22")
        for level in range(3):
            w, top = (52 - level * 11) * s, y + (6 - level * 34) * s
            c.polygon([(x - w, top), (x, top - 58 * s), (x + w, top)], "#2f6f5a")
            c.polygon([(x - w * .42, top - 34 * s), (x, top - 58 * s), (x + w * .42, top - 34 * s), (x, top - 26 * s)], "#fff")
    c.path("M0 400C180 370 400 410 640 376V480H0Z", c.linear("#ffffff", "#d3e6f4"))
    c.shadow(320, 440, 140, 14, .14)
    ball = c.radial("#ffffff", (.6, "#f1f7fb"), "#c6dbea", cx=.38, cy=.3, r=.75)
    c.circle(320, 360, 88, ball)
    c.stroke("M262 250L176 206M196 216L180 184M378 250L470 212M450 220L470 188", "#6b4423", 8)
    c.circle(320, 250, 66, ball)
    c.circle(320, 158, 52, ball)
    c.rect(264, 100, 112, 14, "#24262e", rx=6)
    c.rect(284, 40, 72, 64, "#2f323c", rx=4)
    c.rect(284, 84, 72, 13, "#d9363e")
    for x in (302, 338):
        c.circle(x, 148, 6, "#24262e")
    c.polygon([(318, 160), (318, 174), (376, 172)], "#f58220")
    for x, y in ((296, 180), (306, 188), (318, 191), (330, 189)):
        c.circle(x, y, 3.5, "#24262e")
    for y in (232, 258, 340):
        c.circle(320, y, 6, "#24262e")
    c.path("M270 196C300 216 340 216 370 196L376 216C340 236 300 236 264 216Z", "#d9363e")
    c.path("M342 218L368 212L380 286L350 290Z", "#b5262f")
    for index in range(60):
        c.circle((index * 97) % 640, (index * 67) % 400, 2 + index % 3, "#fff", opacity=".9")


@picture("lighthouse.svg", 520, 640)
def lighthouse(c):
    c.background(c.linear("#5fb4e5", "#d6effa"))
    c.cloud(110, 120, 56, "#fff", opacity=".9")
    c.cloud(420, 220, 44, "#fff", opacity=".85")
    c.rect(0, 430, 520, 210, c.linear("#2f8fc0", "#11568a"))
    for y in (462, 500, 560, 600):
        for x in range(-40 + y % 50, 560, 120):
            c.stroke(f"M{x} {y}c18 -9 34 -9 52 0", "#8fd0ea", 4, opacity=".7")
    c.path("M110 640L150 540L210 500L330 496L390 540L430 640Z", c.linear("#8a8177", "#5b544d"))
    c.path("M150 540L210 500L250 560L200 640H110Z", "#9c9389")
    tower = "M222 520L240 210H296L318 520Z"
    c.path(tower, "#fff")
    with c.group(clip_path=c.clip(tower)):
        for y in (236, 330, 424):
            c.rect(200, y, 140, 47, "#d9363e")
        c.rect(282, 200, 60, 330, "#000", opacity=".12")
    c.rect(228, 196, 80, 18, "#2f3640", rx=4)
    c.rect(244, 142, 48, 56, "#ffe9a3", stroke="#2f3640", stroke_width=5)
    c.stroke("M268 142V198", "#2f3640", 4)
    c.path("M234 144C240 108 296 108 302 144Z", "#d9363e")
    c.circle(268, 106, 7, "#2f3640")
    c.polygon([(244, 152), (20, 100), (20, 204), (244, 188)], "#fff6c9", opacity=".45")
    c.path("M256 520V482C256 464 284 464 284 482V520Z", "#4a3020")
    c.rect(260, 292, 17, 24, "#34495e", rx=7)
    c.rect(262, 386, 17, 24, "#34495e", rx=7)
    for x, y in ((400, 120), (440, 146), (376, 164)):
        c.stroke(f"M{x - 18} {y - 5}q10 -9 18 5q8 -14 18 -5", "#fff", 4)
    c.path("M0 610C80 590 140 630 220 612C300 596 380 630 520 602V640H0Z", "#fff", opacity=".6")


@picture("mountain-lake.svg")
def mountain_lake(c):
    c.background(c.linear("#7cc0ec", "#e3f3fa"))
    c.cloud(500, 96, 52, "#fff", opacity=".9")
    c.polygon([(-40, 300), (90, 150), (220, 300)], "#8fa6bd")
    c.polygon([(420, 300), (560, 130), (700, 300)], "#8fa6bd")
    c.polygon([(130, 300), (320, 60), (510, 300)], c.linear("#6f87a3", "#8da3ba"))
    c.polygon([(320, 60), (510, 300), (360, 300), (330, 190)], "#566d88", opacity=".6")
    c.polygon([(320, 60), (264, 131), (290, 122), (308, 148), (326, 124), (346, 150), (376, 131)], "#fff")
    c.polygon([(90, 150), (54, 192), (80, 184), (96, 200), (126, 192)], "#fff")
    c.polygon([(560, 130), (520, 178), (548, 170), (566, 188), (600, 178)], "#fff")
    c.path("M0 300C120 270 240 300 320 292C440 280 540 300 640 284V330H0Z", "#5c9460")
    c.rect(0, 318, 640, 162, c.linear("#5fb0cf", "#1f6f9a"))
    c.polygon([(180, 320), (320, 462), (460, 320)], "#6f87a3", opacity=".4")
    c.polygon([(286, 428), (320, 462), (352, 430), (330, 438), (316, 426)], "#fff", opacity=".5")
    for y, x, w in ((350, 80, 110), (380, 420, 130), (412, 160, 90), (440, 470, 110), (366, 300, 60)):
        c.rect(x, y, w, 3, "#d3eef7", rx=1, opacity=".7")
    for x, y, s in ((36, 330, 1), (84, 322, .8), (126, 326, .65), (600, 334, 1.1), (548, 324, .8), (508, 322, .6)):
        for level in range(3):
            w, top = (40 - level * 9) * s, y - level * 32 * s
            c.polygon([(x - w, top), (x, top - 60 * s), (x + w, top)], "#24603f")
    c.path("M250 410C290 424 360 424 400 410L388 434H264Z", "#a3522a")
    c.stroke("M284 398L246 432M366 398L404 432", "#e5c48f", 5)


@picture("volcano.svg")
def volcano(c):
    c.background(c.linear("#2b1b3d", "#8f2f3a", "#f08a4b"))
    for x, y, s, o in ((320, 130, 120, ".95"), (240, 96, 84, ".9"), (420, 90, 96, ".9"), (330, 60, 110, ".85")):
        c.cloud(x, y, s, "#3d3440", opacity=o)
    for x, y, r in ((250, 150, 7), (400, 144, 8), (226, 190, 5), (432, 196, 6), (290, 110, 5), (366, 104, 6), (200, 150, 4), (468, 160, 4)):
        c.circle(x, y, r, "#ffb238")
    c.path("M40 440L262 186C290 200 350 200 378 186L600 440Z", c.linear("#5a4048", "#2b1d24"))
    c.path("M378 186L600 440H420L340 260Z", "#1f141b", opacity=".5")
    c.path("M280 204C276 130 300 110 320 90C340 112 366 132 360 204Z", c.linear("#ffe27a", "#ff6a1f"))
    c.path("M266 190C290 206 350 206 374 190C368 236 384 250 374 300C368 330 352 320 348 286C342 250 334 250 330 300C326 370 340 380 322 420C306 410 312 350 304 300"
           "C300 262 292 268 288 296C282 326 268 310 272 270C276 240 270 220 266 190Z", c.linear("#ffd23f", "#ff5a1f", "#c22a12"))
    c.path("M0 420C120 400 240 436 360 420C470 406 560 426 640 412V480H0Z", "#1b2a24")
    for x in (40, 80, 560, 600, 520):
        c.polygon([(x - 22, 430), (x, 366), (x + 22, 430)], "#16231d")


def skyline(c, seed, base, colours, window, lit, unlit_opacity):
    generator = random.Random(seed)
    x = -10
    while x < 650:
        width, height = generator.randrange(56, 96), generator.randrange(130, 290)
        colour = colours[generator.randrange(len(colours))]
        c.rect(x, base - height, width, height, colour)
        roof = generator.randrange(4)
        if roof == 0:
            c.polygon([(x, base - height), (x + width / 2, base - height - 34), (x + width, base - height)], colour)
        elif roof == 1:
            c.rect(x + width / 2 - 2, base - height - 46, 4, 46, colour)
            c.circle(x + width / 2, base - height - 46, 4, "#ff5a52")
        elif roof == 2:
            c.rect(x + width * .2, base - height - 16, width * .6, 16, colour)
        for wy in range(base - height + 16, base - 20, 24):
            for wx in range(int(x) + 9, int(x + width) - 14, 18):
                shining = generator.random() < lit
                c.rect(wx, wy, 9, 13, window, opacity=1 if shining else unlit_opacity)
        x += width + generator.randrange(-4, 8)


@picture("city-night.svg")
def city_night(c):
    c.background(c.linear("#0b1030", "#2a2f6b", (.8, "#7a4a8c"), "#7a4a8c"))
    generator = random.Random(3)
    for _ in range(70):
        c.circle(generator.randrange(640), generator.randrange(220), 1 + generator.random() * 1.2, "#fff", opacity=".85")
    c.circle(540, 84, 42, "#fff5cf")
    c.circle(558, 72, 36, "#12183d")
    skyline(c, 11, 400, ("#1c2350", "#232b60", "#171d45"), "#ffd773", .55, ".1")
    c.rect(0, 400, 640, 80, c.linear("#1a1f4a", "#0a0d26"))
    for index in range(46):
        x = generator.randrange(640)
        c.rect(x, 406 + generator.randrange(10), 5, generator.randrange(14, 52), ("#ffd773", "#ff9f6b", "#8fb8ff")[index % 3], opacity=".4", rx=2)
    c.rect(0, 396, 640, 8, "#0d1130")
    for x in range(30, 640, 96):
        c.circle(x, 386, 13, "#ffe9a3", opacity=".3")
        c.circle(x, 386, 5, "#fff1bd")
        c.rect(x - 1, 386, 3, 14, "#0d1130")


@picture("city-day.svg")
def city_day(c):
    c.background(c.linear("#5fb6ee", "#d9f1fb"))
    c.circle(96, 90, 44, "#ffe27a")
    c.cloud(300, 100, 60, "#fff", opacity=".95")
    c.cloud(520, 70, 46, "#fff", opacity=".9")
    skyline(c, 11, 400, ("#d98a6b", "#e8c48a", "#9fb8c9", "#c9a0a6", "#8fb5a0"), "#eaf7ff", .8, ".6")
    c.rect(0, 396, 640, 22, "#7fba63")
    c.rect(0, 416, 640, 64, "#5d636b")
    for x in range(0, 640, 90):
        c.rect(x, 446, 50, 5, "#f5efd6")
    for x in (60, 190, 330, 470, 600):
        c.rect(x - 4, 364, 8, 40, "#7a5230")
        c.circle(x, 350, 27, "#4f9a48")
        c.circle(x - 9, 342, 13, "#6fb85f")
    c.path("M230 452V408C230 398 238 392 248 392H388C398 392 404 400 404 410V452Z", "#f2b632")
    for x in (244, 282, 320):
        c.rect(x, 402, 30, 22, "#d9f1fb", rx=3)
    c.rect(360, 402, 32, 50, "#d9f1fb", rx=3)
    for x in (268, 366):
        c.circle(x, 454, 15, "#2b2e34")
        c.circle(x, 454, 6, "#c9d0d6")


@picture("desert-camel.svg")
def desert_camel(c):
    c.background(c.linear("#ffb35c", "#ffe3ac"))
    c.circle(140, 110, 54, "#fff3c2")
    c.path("M0 310C120 240 240 300 360 266C460 240 560 280 640 250V480H0Z", "#f0bf74")
    c.path("M0 370C180 300 320 380 640 320V480H0Z", "#e0a355")
    c.path("M0 430C160 384 400 444 640 400V480H0Z", "#cc8a3f")
    c.shadow(350, 420, 150, 10, .22)
    coat = c.linear("#c58a4a", "#93602a")
    for x in (276, 430):
        c.path(f"M{x} 300L{x + 8} 416H{x + 24}L{x + 34} 300Z", "#84541f")
    c.path("M236 290C236 250 262 250 276 236C286 180 316 180 328 226C338 240 352 240 362 226C374 176 410 178 420 232C446 240 474 262 472 300C468 334 430 342 360 342C290 342 240 336 236 290Z", coat)
    for x in (254, 406):
        c.path(f"M{x} 306L{x + 4} 418H{x + 22}L{x + 38} 306Z", "#a87136")
    c.path("M252 318C212 330 176 300 176 240C174 222 176 206 178 196C150 202 124 194 124 178C126 162 158 150 182 152C206 154 214 176 208 204C202 256 220 270 250 256Z", coat)
    c.polygon([(184, 154), (188, 132), (200, 154)], "#93602a")
    c.circle(166, 172, 5, "#2b1a0c")
    c.stroke("M126 184C136 190 146 190 154 186", "#6b4015", 3)
    c.stroke("M470 276C492 296 492 320 484 340", "#84541f", 6)
    c.path("M262 246C300 262 400 262 436 250L430 294C390 304 300 304 268 292Z", "#c0392b")
    c.stroke("M266 280C300 292 398 292 432 282", "#ffd23f", 5)
    c.rect(560, 300, 22, 100, "#3f8a4a", rx=11)
    c.stroke("M560 356H540V330M582 342H602V316", "#3f8a4a", 15)
