"""Food and drink."""

from .canvas import picture, polar


@picture("pizza.jpg", 600, 600)
def pizza(c):
    c.background(c.linear("#b5764a", "#8f5631"))
    for y in range(0, 600, 100):
        c.rect(0, y, 600, 4, "#7a4526", opacity=".6")
    c.circle(306, 312, 264, "#000", opacity=".25")
    c.circle(300, 300, 262, c.radial((.8, "#e8b063"), (.92, "#d08f3f"), "#a9682a", r=.5))
    c.circle(300, 300, 222, "#c23a22")
    c.circle(300, 300, 212, c.radial("#ffe08a", (.7, "#ffc94f"), "#f0a737", r=.5))
    for x, y, r in ((200, 220, 44), (330, 170, 30), (420, 290, 40), (250, 370, 36), (370, 420, 46), (300, 270, 34), (180, 320, 28)):
        c.ellipse(x, y, r, r * .7, "#fff3c4", opacity=".55")
    for x, y in ((212, 184), (330, 142), (432, 214), (164, 292), (286, 262), (400, 330), (222, 404), (336, 450), (322, 358), (448, 400)):
        c.circle(x + 2, y + 3, 33, "#7d1a12", opacity=".4")
        c.circle(x, y, 32, c.radial("#e2563d", "#b5281c"))
        for index in range(5):
            px, py = polar(x, y, 8 + index * 4, index * 83)
            c.circle(px, py, 3, "#f0907a", opacity=".8")
    for x, y, turn in ((268, 200, 20), (372, 250, 70), (244, 320, -30), (300, 408, 10), (400, 440, -50), (170, 236, 60), (384, 176, -20)):
        with c.group(transform=f"rotate({turn} {x} {y})"):
            c.path(f"M{x - 26} {y}C{x - 10} {y - 16} {x + 14} {y - 14} {x + 28} {y}C{x + 14} {y + 14} {x - 10} {y + 16} {x - 26} {y}Z", "#3f8f3a")
            c.stroke(f"M{x - 24} {y}L{x + 24} {y}", "#2a6a2b", 2)
    for index in range(4):
        a, b = polar(300, 300, 262, index * 45 + 20), polar(300, 300, 262, index * 45 + 200)
        c.stroke(f"M{a[0]:.0f} {a[1]:.0f}L{b[0]:.0f} {b[1]:.0f}", "#8a4a1a", 3, opacity=".55")


@picture("coffee-cup.svg")
def coffee_cup(c):
    c.background(c.linear("#f4e3d0", "#e3c5a3"))
    c.rect(0, 350, 640, 130, c.linear("#7a4b2e", "#5c351e"))
    c.ellipse(306, 392, 220, 40, "#3a2013", opacity=".5")
    c.ellipse(306, 382, 210, 38, "#fdfdfb")
    c.ellipse(306, 378, 168, 26, "#e4e1da")
    c.stroke("M438 222C520 210 532 318 420 322", "#f7f5f0", 26)
    c.path("M156 190C160 300 204 374 262 380H350C408 374 452 300 456 190Z", c.linear("#ffffff", "#d8d3c8", direction="right"))
    c.ellipse(306, 190, 150, 34, "#f4f1ea")
    c.ellipse(306, 194, 134, 27, c.radial("#8a5a33", "#4a2814"))
    c.path("M306 214C270 204 256 190 276 182C290 178 302 184 306 190C310 184 324 178 338 182C356 190 342 204 306 214Z", "#e9cfa6")
    for x, lean in ((246, -1), (306, 1), (366, -1)):
        c.stroke(f"M{x} 146C{x + 22 * lean} 122 {x - 22 * lean} 98 {x} 72C{x + 14 * lean} 54 {x} 44 {x} 36", "#fff", 9, opacity=".65")


@picture("birthday-cake.webp")
def birthday_cake(c):
    c.background(c.linear("#4b2c82", "#7d4fb3"))
    for index in range(60):
        x, y = (index * 97) % 640, (index * 61) % 300
        c.rect(x, y, 9, 5, ("#ffd166", "#ef6f9b", "#6fe0d0", "#fff")[index % 4], opacity=".8", transform=f"rotate({index * 37 % 180} {x} {y})")
    c.ellipse(320, 424, 250, 32, "#2b1750", opacity=".6")
    c.ellipse(320, 412, 236, 28, "#e9e4f5")
    c.path("M140 290H500V392C500 424 140 424 140 392Z", c.linear("#ffdfe9", "#f7a6c1"))
    c.path("M140 290H500V330C480 352 470 318 446 338C424 360 412 322 386 342C362 362 350 320 322 342C296 362 286 322 258 342"
           "C236 360 222 322 198 340C176 354 160 326 140 334Z", "#fff6fa")
    c.ellipse(320, 290, 180, 26, "#fffafc")
    c.path("M206 206H434V282C434 304 206 304 206 282Z", c.linear("#ffe9b8", "#f7c66a"))
    c.path("M206 206H434V232C420 250 410 224 392 240C374 254 364 226 346 242C328 256 316 226 298 242C282 254 270 226 250 242C232 252 222 228 206 236Z", "#8a4a2a")
    c.ellipse(320, 206, 114, 20, "#9c5833")
    for index, x in enumerate((244, 282, 320, 358, 396)):
        colour = ("#ef476f", "#ffd166", "#06d6a0", "#4cc9f0", "#f78c6b")[index]
        c.rect(x - 6, 132, 12, 72, colour, rx=3)
        for y in (146, 164, 182):
            c.stroke(f"M{x - 5} {y + 5}L{x + 5} {y - 3}", "#fff", 3, opacity=".8")
        c.circle(x, 112, 30, "#ffd166", opacity=".25")
        c.path(f"M{x} 88C{x + 15} 108 {x + 12} 130 {x} 130C{x - 12} 130 {x - 15} 108 {x} 88Z", "#ffb703")
        c.path(f"M{x} 104C{x + 7} 114 {x + 6} 128 {x} 128C{x - 6} 128 {x - 7} 114 {x} 104Z", "#fff3b0")
    for x in range(170, 480, 44):
        c.circle(x, 382, 11, "#e5476f")


@picture("bread.svg")
def bread(c):
    c.background(c.linear("#f3efe4", "#e5dcc4"))
    c.rect(0, 330, 640, 150, c.linear("#9db7a0", "#7c9a82"))
    c.path("M60 390L100 350H560L600 390V412H60Z", "#b98349")
    c.rect(60, 390, 540, 26, "#95632f", rx=6)
    c.path("M112 362C92 362 84 320 100 280C116 226 170 190 300 186C440 182 520 214 540 276C552 322 546 362 524 362Z",
           c.linear("#e9b06a", "#b56f2d"))
    for x in (196, 276, 356, 436):
        c.path(f"M{x - 34} 302C{x - 24} 250 {x + 8} 218 {x + 38} 206C{x + 30} 236 {x + 10} 284 {x - 34} 302Z", "#ffe3b0")
        c.stroke(f"M{x - 34} 302C{x - 24} 250 {x + 8} 218 {x + 38} 206", "#9c5a22", 4, opacity=".6")
    c.ellipse(212, 396, 150, 12, "#000", opacity=".12")
    for x, shade in ((470, "#c98544"), (520, "#d99a57")):
        c.path(f"M{x} 402V322C{x - 16} 300 {x} 282 {x + 30} 280C{x + 62} 282 {x + 76} 300 {x + 60} 322V402Z", shade)
        c.path(f"M{x + 8} 396V320C{x - 4} 304 {x + 8} 292 {x + 30} 290C{x + 54} 292 {x + 64} 304 {x + 52} 320V396Z", "#fbe3b8")
        for px, py in ((18, 330), (36, 316), (30, 352), (44, 376), (20, 378)):
            c.ellipse(x + px, py, 4, 3, "#e5bf85")
    for angle in (-24, -8, 8):
        with c.group(transform=f"rotate({angle} 90 330)"):
            c.stroke("M90 340V150", "#c9a23c", 4)
            for y in range(150, 250, 18):
                c.ellipse(82, y + 8, 6, 12, "#e0b84a", transform=f"rotate(28 82 {y + 8})")
                c.ellipse(98, y + 8, 6, 12, "#d2a738", transform=f"rotate(-28 98 {y + 8})")


@picture("ice-cream.svg", 480, 640)
def ice_cream(c):
    c.background(c.linear("#7fd8e8", "#d6f5ee"))
    c.circle(392, 92, 54, "#fff2a8")
    c.path("M142 318L240 600L338 318Z", c.linear("#e8b365", "#c4853a", direction="right"))
    with c.group(clip_path=c.clip("M142 318L240 600L338 318Z")):
        for x in range(-60, 420, 36):
            c.stroke(f"M{x} 300L{x + 160} 620", "#a86c2a", 4, opacity=".7")
            c.stroke(f"M{x + 180} 300L{x + 20} 620", "#a86c2a", 4, opacity=".7")
    c.circle(178, 262, 76, c.radial("#ffc9dc", "#f58bb1", cx=.36, cy=.3, r=.8))
    c.circle(302, 262, 76, c.radial("#d9f7c9", "#8ed08a", cx=.36, cy=.3, r=.8))
    c.path("M118 304C128 344 150 322 162 344C178 366 196 330 214 346C236 366 250 334 268 348C290 364 302 328 322 342C342 346 356 322 362 300C300 330 180 330 118 304Z", "#f9a9c4")
    c.path("M240 318C270 342 300 330 322 342C342 346 356 322 362 300C330 320 280 326 240 318Z", "#9fd99a")
    c.circle(240, 168, 80, c.radial("#fffbe6", "#f7dc9a", cx=.36, cy=.3, r=.8))
    c.path("M164 180C170 130 204 92 240 90C276 92 310 130 316 180C300 206 292 172 274 190C258 210 244 176 226 194C206 210 190 176 164 180Z", "#6b3a20")
    for x, y, turn, colour in ((206, 130, 30, "#ffd166"), (240, 116, -20, "#6fe0d0"), (272, 136, 60, "#ef6f9b"), (222, 160, 80, "#fff"), (262, 164, 10, "#ffd166"), (290, 160, -50, "#6fe0d0"), (190, 160, -30, "#ef6f9b")):
        c.rect(x - 8, y - 3, 16, 6, colour, rx=3, transform=f"rotate({turn} {x} {y})")
    c.stroke("M242 74C248 50 262 36 282 30", "#5a7d2a", 5)
    c.circle(240, 86, 25, c.radial("#ff7a7a", "#c4122c", cx=.36, cy=.3, r=.8))
    c.circle(232, 78, 6, "#fff", opacity=".7")


@picture("vegetable-basket.svg")
def vegetable_basket(c):
    c.background(c.linear("#fff6dc", "#fde3ae"))
    c.rect(0, 390, 640, 90, c.linear("#8fae6a", "#6f9150"))
    c.shadow(320, 432, 220, 18)
    for turn, x in ((-24, 210), (-10, 250)):
        with c.group(transform=f"rotate({turn} {x} 280)"):
            for lean in (-22, -8, 8, 22):
                c.stroke(f"M{x} 150C{x + lean} 120 {x + lean * 1.6:.0f} 90 {x + lean * 2} 66", "#4f9a3d", 8)
            c.path(f"M{x - 28} 160C{x - 20} 140 {x + 20} 140 {x + 28} 160L{x + 6} 340H{x - 6}Z", c.linear("#ffa24a", "#ee6f17"))
            for y in (180, 206, 234):
                c.stroke(f"M{x - 16} {y}H{x - 2}", "#cf5a0b", 3)
    c.circle(350, 238, 66, c.radial("#ff8470", "#d92a20", cx=.36, cy=.3, r=.8))
    c.star(350, 178, 26, 8, 6, "#3f8a35")
    c.path("M420 330C390 290 396 220 440 200C480 190 520 214 514 262C510 300 488 330 470 342Z", c.linear("#8d5bb0", "#4a2470"))
    c.path("M424 214C436 188 470 176 492 190C490 206 470 214 446 214C440 222 430 222 424 214Z", "#4f9a3d")
    c.circle(296, 300, 44, "#5fae4a")
    for x, y in ((270, 274), (296, 262), (322, 276), (260, 300), (332, 300)):
        c.circle(x, y, 26, c.radial("#8fd36e", "#3f8a35"))
    c.path("M120 300H520L480 430H160Z", c.linear("#c9924f", "#94602a"))
    for row, y in enumerate(range(318, 430, 26)):
        for column in range(12):
            x = 132 + column * 33 + (row % 2) * 16
            if 118 + row * 11 < x < 500 - row * 9:
                c.rect(x, y, 24, 14, "#e0b070", rx=6)
    c.rect(106, 288, 428, 26, "#b07a3a", rx=12)
    for x in range(112, 530, 22):
        c.stroke(f"M{x} 310L{x + 14} 292", "#8a5a26", 4)
