"""Vehicles on the road, on rails, on water and in the air."""

import math

from .canvas import picture, polar


def wheel(c, x, y, r):
    c.circle(x, y, r, "#24262b")
    c.circle(x, y, r * .58, "#c9d0d6")
    c.circle(x, y, r * .5, "#8d979f")
    for index in range(5):
        px, py = polar(x, y, r * .34, index * 72 - 90)
        c.circle(px, py, r * .11, "#4d555c")
    c.circle(x, y, r * .14, "#dfe5ea")


def car(c, light, base, dark):
    c.background(c.linear("#bfe3f5", "#eef8fb"))
    c.cloud(140, 120, 56, "#fff")
    c.cloud(500, 92, 46, "#fff", opacity=".9")
    for x, h in ((0, 110), (60, 150), (128, 96), (420, 120), (486, 170), (566, 104)):
        c.rect(x, 330 - h, 62, h, "#c9d8df")
    c.rect(0, 324, 640, 40, c.linear("#93c572", "#6fa552"))
    c.rect(0, 360, 640, 120, c.linear("#5b6068", "#43474e"))
    for x in range(10, 640, 130):
        c.rect(x, 432, 70, 9, "#f5efd6")
    c.shadow(320, 396, 240, 16, .35)
    c.path("M88 372C76 372 72 352 76 322C80 288 112 272 164 264C204 210 244 182 330 180C410 180 452 212 486 260"
           "C536 266 568 284 570 330C572 356 566 372 554 372Z", c.linear(light, (.5, base), dark))
    c.path("M202 262C230 222 256 204 310 202V262Z", c.linear("#dff4ff", "#8fc1dd"))
    c.path("M326 202C386 202 420 224 446 262H326Z", c.linear("#dff4ff", "#8fc1dd"))
    c.polygon([(236, 258), (276, 206), (292, 204), (254, 258)], "#fff", opacity=".45")
    c.stroke("M318 200V364M190 276H560", dark, 3, opacity=".7")
    c.rect(338, 286, 34, 8, "#f3f5f6", rx=4)
    c.rect(214, 286, 34, 8, "#f3f5f6", rx=4)
    c.path("M78 312C96 306 108 312 108 324C106 336 90 338 76 336Z", "#ffefae")
    c.path("M568 312C552 308 546 316 548 326C550 336 560 338 571 336Z", "#ff6b5e")
    c.rect(66, 352, 70, 16, "#dfe4e8", rx=8)
    c.rect(516, 352, 66, 16, "#dfe4e8", rx=8)
    for x in (180, 464):
        c.circle(x, 366, 54, "#1c1e22")
        wheel(c, x, 370, 46)


@picture("red-car.svg")
def red_car(c):
    car(c, "#ff7a6b", "#e0322b", "#a3161b")


@picture("blue-car.svg")
def blue_car(c):
    car(c, "#79b6ff", "#2b6fd6", "#173f8f")


@picture("bicycle.svg")
def bicycle(c):
    c.background(c.linear("#ffe9c7", "#ffd6a5"))
    c.rect(0, 0, 640, 350, c.linear("#f6e7d8", "#ecd3ba"))
    for row in range(0, 350, 50):
        for column in range(-1, 8):
            c.rect(column * 90 + (row // 50 % 2) * 45 + 3, row + 3, 84, 44, "#e5c1a0", opacity=".5", rx=4)
    c.rect(0, 390, 640, 90, c.linear("#a7a2a0", "#8a8583"))
    c.rect(0, 382, 640, 12, "#c4bfbc")
    c.shadow(320, 402, 240, 10)
    for x in (176, 464):
        c.circle(x, 296, 104, "none", stroke="#2c2f36", stroke_width=13)
        c.circle(x, 296, 95, "none", stroke="#c9ced4", stroke_width=4)
        for index in range(16):
            a = polar(x, 296, 92, index * 22.5)
            c.stroke(f"M{x} 296L{a[0]:.1f} {a[1]:.1f}", "#9aa1a8", 2)
        c.circle(x, 296, 11, "#50565e")
    teal = "#1f9e94"
    c.stroke("M176 296L300 296L264 176L426 176L300 296M264 176L176 296M464 296L414 140", teal, 14)
    c.stroke("M264 176L252 140", "#6d757d", 10)
    c.path("M206 132C232 122 276 122 296 132C292 146 268 146 252 146C236 148 212 146 206 132Z", "#4a2d1c")
    c.stroke("M414 140L406 112M406 112C380 104 366 112 356 122M406 112C430 98 456 104 452 126", "#3a3f46", 10)
    c.stroke("M356 122L346 128M452 126L450 138", "#7a4526", 14)
    c.circle(300, 296, 30, "none", stroke="#40464d", stroke_width=8)
    c.stroke("M300 270L176 284M300 322L176 308", "#40464d", 4)
    c.stroke("M300 296L330 340M300 296L270 252", "#5a616a", 8)
    c.rect(312, 338, 40, 10, "#2c2f36", rx=4)
    c.rect(252, 244, 36, 10, "#2c2f36", rx=4)
    c.path("M430 150H520L508 220H442Z", "#c98d4b", stroke="#94602a", stroke_width=4)
    for x in (450, 468, 486, 502):
        c.stroke(f"M{x} 154L{x - 2} 216", "#94602a", 3)
    for x, y, colour in ((448, 138, "#ef6f9b"), (476, 128, "#ffd23f"), (504, 140, "#f78c6b")):
        for index in range(5):
            px, py = polar(x, y, 10, index * 72)
            c.circle(px, py, 8, colour)
        c.circle(x, y, 6, "#fff6d0")


@picture("steam-train.svg")
def steam_train(c):
    c.background(c.linear("#f7d9b0", "#fbeed9"))
    c.path("M0 330C90 250 180 300 260 240C340 190 430 290 520 240C570 216 610 240 640 226V480H0Z", "#b9cf9a")
    c.path("M0 360C160 310 420 370 640 320V480H0Z", c.linear("#8fb46a", "#6d9450"))
    for x, y, s in ((168, 150, 34), (230, 110, 46), (320, 76, 58), (440, 56, 70)):
        c.cloud(x, y, s, "#fff", opacity=".85")
    c.rect(0, 420, 640, 60, "#8a7a66")
    for x in range(0, 640, 44):
        c.rect(x, 424, 26, 12, "#5c4630")
    c.rect(0, 416, 640, 8, "#6c7178")
    c.rect(150, 262, 230, 96, c.linear("#3f8f5a", "#1d5635"), rx=40)
    for x in (210, 270, 330):
        c.rect(x, 262, 8, 96, "#e0b341")
    c.path("M136 196H196L186 264H146Z", "#2c2f36")
    c.rect(128, 182, 76, 18, "#e0b341", rx=5)
    c.path("M240 262C240 236 284 236 284 262Z", "#e0b341")
    c.rect(366, 194, 112, 180, c.linear("#d6453a", "#9c241f"), rx=4)
    c.rect(352, 180, 142, 22, "#2c2f36", rx=8)
    c.rect(388, 220, 68, 60, "#bfe3f2", rx=4)
    c.rect(418, 220, 6, 60, "#7c1713")
    c.rect(126, 352, 360, 30, "#2c2f36")
    c.circle(152, 310, 50, "#24503a")
    c.circle(152, 310, 40, "#2f7a4c")
    c.circle(122, 270, 17, "#ffe9a3", stroke="#2c2f36", stroke_width=5)
    c.polygon([(128, 380), (70, 420), (142, 420)], "#c23a30")
    c.rect(504, 286, 140, 94, c.linear("#e0a43b", "#b57a1c"), rx=6)
    c.path("M510 286C530 250 620 250 644 286Z", "#3a2c22")
    c.rect(484, 362, 24, 8, "#2c2f36")
    for x, r in ((196, 26), (254, 26), (326, 40), (420, 40), (548, 26), (616, 26)):
        y = 418 - r
        c.circle(x, y, r, "#b8312a")
        c.circle(x, y, r * .74, "#f1e2c8")
        for index in range(8):
            p = polar(x, y, r * .74, index * 45)
            c.stroke(f"M{x} {y}L{p[0]:.1f} {p[1]:.1f}", "#b8312a", 4)
        c.circle(x, y, r * .25, "#b8312a")
    c.stroke("M196 392L420 382", "#d8dde1", 9)


@picture("sailing-boat.jpg", 720, 540)
def sailing_boat(c):
    c.background(c.linear("#6fc3ee", (.55, "#d4f0fb"), "#d4f0fb"))
    c.circle(590, 96, 46, "#fff3b5")
    c.circle(590, 96, 74, "#fff3b5", opacity=".35")
    c.cloud(150, 130, 70, "#fff", opacity=".95")
    c.cloud(470, 190, 50, "#fff", opacity=".8")
    c.path("M0 330C60 290 140 292 220 330Z", "#7fb08c")
    c.rect(0, 326, 720, 214, c.linear("#3f9fd0", "#0f5590"))
    for y, shift, tone in ((350, 0, "#7cc6e8"), (372, 40, "#68b8df"), (466, 20, "#3a87ba"), (500, 70, "#2f78aa")):
        for x in range(-60, 760, 130):
            c.stroke(f"M{x + shift} {y}c20 -10 40 -10 60 0", tone, 5)
    c.path("M364 90V392L188 376C240 290 310 190 364 90Z", c.linear("#ffffff", "#dfe9f0", direction="right"))
    c.path("M380 70C450 170 520 280 544 372L380 392Z", c.linear("#ff8a5c", "#e2512c"))
    c.path("M380 200L474 224L506 284L380 260Z", "#fff", opacity=".85")
    c.rect(364, 54, 12, 356, "#6b4423", rx=5)
    c.polygon([(376, 54), (430, 70), (376, 88)], "#e63946")
    c.path("M158 396H570C556 448 530 474 494 474H244C202 474 170 444 158 396Z", c.linear("#9c5a30", "#643515"))
    c.rect(150, 388, 428, 16, "#f4ead7", rx=7)
    c.stroke("M186 436H540", "#4a260f", 4)
    c.path("M0 476C70 462 120 486 190 474C250 464 290 486 360 474C430 462 480 486 550 474C610 464 660 484 720 472V540H0Z", c.linear("#1f75b2", "#0f5590"), opacity=".9")
    for x, y in ((96, 210), (132, 232), (610, 220)):
        c.stroke(f"M{x - 22} {y - 6}q12 -10 22 6q10 -16 22 -6", "#3a4a55", 4)


@picture("airplane.svg")
def airplane(c):
    c.background(c.linear("#3d94dd", "#c5e8fa"))
    for x, y, s, o in ((110, 420, 90, ".95"), (340, 452, 120, ".9"), (560, 412, 90, ".95"), (540, 110, 56, ".7"), (90, 130, 46, ".7")):
        c.cloud(x, y, s, "#fff", opacity=o)
    with c.group(transform="rotate(-12 320 240)"):
        c.path("M462 214L560 108H606L566 226Z", c.linear("#e8473f", "#b82722"))
        c.path("M330 226L440 108H486L424 228Z", "#b6c2cc")
        c.path("M60 252C72 216 130 200 190 200H530C574 200 604 214 608 230C596 262 540 288 470 290H180C110 290 60 276 60 252Z",
               c.linear("#ffffff", (.6, "#eef2f5"), "#b9c5ce"))
        c.path("M62 258C110 270 500 276 598 240C584 266 536 288 470 290H180C110 290 64 278 62 258Z", "#2f6fc4")
        c.path("M88 222C104 210 130 206 150 206L146 228H84Z", "#34495e")
        for x in range(180, 520, 32):
            c.rect(x, 216, 17, 21, "#7fb4d9", rx=7)
        c.path("M280 262H410L330 410H280Z", c.linear("#dfe6eb", "#a9b6c0"))
        c.rect(266, 316, 78, 34, "#5f6d79", rx=15)
        c.rect(258, 316, 24, 34, "#34495e", rx=10)
        c.path("M520 232H590L556 290H528Z", "#c4ced6")


@picture("hot-air-balloon.svg", 520, 640)
def hot_air_balloon(c):
    c.background(c.linear("#8fd0f5", (.7, "#fdebd0"), "#fdebd0"))
    c.cloud(96, 180, 54, "#fff", opacity=".9")
    c.cloud(440, 260, 48, "#fff", opacity=".85")
    c.path("M0 540C100 480 200 540 300 500C400 466 460 510 520 490V640H0Z", "#9cc48a")
    c.path("M0 590C140 540 330 600 520 556V640H0Z", "#6fa365")
    outline = "M260 60C376 60 440 146 432 230C424 312 344 372 308 428H212C176 372 96 312 88 230C80 146 144 60 260 60Z"
    with c.group(clip_path=c.clip(outline)):
        colours = ("#e4443b", "#f7b32b", "#2f9e8f", "#f5efe0", "#3a78c9", "#f7b32b", "#e4443b")
        for index, colour in enumerate(colours):
            c.rect(80 + index * 52, 40, 53, 420, colour)
        for x, bend in ((132, -60), (184, -30), (340, 30), (392, 60)):
            c.stroke(f"M260 56C{x + bend} 120 {x + bend} 280 {212 + (x - 132) * .37:.0f} 430", "#000", 2, opacity=".15")
        c.path("M60 190C160 240 360 240 460 190V236C360 290 160 290 60 236Z", "#fff", opacity=".88")
        for index in range(7):
            c.star(112 + index * 49, 232 + 17 - abs(index - 3) * 6, 15, 6, 5, "#3a4fa0")
        c.ellipse(330, 220, 180, 240, c.radial((.4, "#00000000"), "#00000055", cx=.3, cy=.3, r=.8))
    c.stroke("M216 428L232 506M304 428L288 506M244 430L250 506M276 430L270 506", "#6b4a2a", 3)
    c.path("M252 452C246 436 256 428 260 416C264 428 274 436 268 452Z", "#ff9f1c")
    c.path("M224 504H296L288 560H232Z", c.linear("#b97d42", "#8a5626"))
    c.rect(218, 498, 84, 14, "#6b3f1a", rx=6)
    for x in (240, 256, 272):
        c.stroke(f"M{x} 514L{x} 558", "#6b3f1a", 2)


@picture("tractor.svg")
def tractor(c):
    c.background(c.linear("#cdeafc", "#fef6dd"))
    c.circle(104, 96, 46, "#ffd95e")
    c.path("M0 320C140 280 300 310 640 276V480H0Z", "#e3c765")
    for index in range(12):
        x = index * 70 - 80
        c.path(f"M{x} 480L{260 + (index - 5) * 16} 318H{266 + (index - 5) * 16}L{x + 26} 480Z", "#a8742e", opacity=".45")
    c.shadow(330, 426, 220, 14, .3)
    c.path("M120 296V244C122 226 140 220 160 220H330V330H120Z", c.linear("#4fae54", "#2a7a33"))
    for y in (242, 256, 270):
        c.stroke(f"M136 {y}H196", "#1d5a26", 5)
    c.path("M324 330V112H470L488 260V330Z", c.linear("#3f9e48", "#26702f"))
    c.path("M342 130H404V226H342Z", "#cfeaf5")
    c.path("M416 130H456L468 226H416Z", "#cfeaf5")
    c.rect(310, 98, 176, 20, "#f2c230", rx=8)
    c.rect(232, 136, 14, 88, "#3a3f46")
    c.path("M228 140H250L246 124H232Z", "#3a3f46")
    c.cloud(256, 108, 22, "#8d949b", opacity=".7")
    c.circle(126, 308, 13, "#fff3b0")
    c.rect(110, 322, 380, 22, "#33383f", rx=6)
    for x, y, r in ((432, 326, 100), (166, 364, 60)):
        for index in range(20):
            a = polar(x, y, r, index * 18)
            c.circle(a[0], a[1], r * .1, "#1d1f24")
        c.circle(x, y, r, "#26292f")
        c.circle(x, y, r * .6, "#f2c230")
        c.circle(x, y, r * .5, "#d9a516")
        for index in range(6):
            a = polar(x, y, r * .36, index * 60)
            c.circle(a[0], a[1], r * .07, "#7a5a08")
        c.circle(x, y, r * .17, "#33383f")
