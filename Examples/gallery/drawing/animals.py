"""Animals."""

from .canvas import picture, polar


@picture("black-cat.svg")
def black_cat(c):
    c.background(c.linear("#ffd9a0", "#ffb787"))
    c.circle(500, 130, 70, "#fff1c9")
    c.rect(0, 392, 640, 88, c.linear("#b2583a", "#8c3f29"))
    c.rect(0, 384, 640, 16, "#c96d49")
    for x in range(-20, 640, 96):
        c.rect(x, 400, 4, 36, "#7a3422")
        c.rect(x + 48, 436, 4, 44, "#7a3422")
    c.rect(0, 434, 640, 4, "#7a3422")
    fur = c.linear("#3b3a45", "#17161d")
    c.stroke("M392 376C490 380 520 318 488 268C474 244 492 214 516 226", "#1d1c24", 26)
    c.path("M226 388C210 300 236 236 306 232C384 236 412 310 400 388Z", fur)
    c.path("M206 206C202 150 214 112 222 96C244 110 262 128 272 138C294 132 326 132 346 138C356 128 376 110 398 96C406 112 416 152 412 206"
           "C412 262 366 290 309 290C252 290 206 262 206 206Z", fur)
    c.path("M222 148C220 130 224 118 227 112C240 120 250 130 256 138Z", "#e58aa0")
    c.path("M396 148C398 130 394 118 391 112C378 120 368 130 362 138Z", "#e58aa0")
    for x in (260, 358):
        c.ellipse(x, 202, 28, 25, "#f6e05e")
        c.ellipse(x, 202, 9, 23, "#111")
        c.circle(x + 8, 193, 5, "#fff")
    c.path("M298 236H320L309 248Z", "#f29bb0")
    c.stroke("M309 248V256M309 256C302 268 286 268 280 260M309 256C316 268 332 268 338 260", "#d8d6e0", 3)
    for y, tip in ((240, 226), (248, 250), (256, 274)):
        c.stroke(f"M248 {y}L176 {tip}", "#f3f1f7", 2)
        c.stroke(f"M370 {y}L442 {tip}", "#f3f1f7", 2)
    c.ellipse(270, 384, 34, 16, "#2a2932")
    c.ellipse(350, 384, 34, 16, "#2a2932")
    c.stroke("M262 286C290 300 328 300 356 286", "#e4405f", 9)
    c.circle(309, 304, 11, "#ffd23f", stroke="#c79a12", stroke_width=2)


@picture("brown-dog.svg")
def brown_dog(c):
    c.background(c.linear("#a8dcf5", "#e3f5fb"))
    c.cloud(130, 110, 60, "#fff", opacity=".9")
    c.cloud(520, 84, 48, "#fff", opacity=".8")
    c.path("M0 340C160 300 340 330 640 310V480H0Z", c.linear("#8ccf5e", "#4f9a3d"))
    c.shadow(320, 440, 150, 18)
    fur = c.linear("#b97a45", "#8b5429")
    c.stroke("M430 370C486 350 500 300 482 268", "#9c6333", 24)
    c.path("M206 440C190 350 226 280 316 276C410 280 446 350 434 440Z", fur)
    c.path("M262 440C262 360 282 320 318 318C354 320 376 360 378 440Z", "#f1dcc0")
    for x in (262, 378):
        c.rect(x - 26, 360, 52, 78, "#a36a3a", rx=22)
        c.ellipse(x, 434, 36, 15, "#f1dcc0")
    c.path("M218 182C214 108 262 76 320 76C378 76 426 108 422 182C426 250 380 290 320 290C260 290 214 250 218 182Z", fur)
    c.path("M320 78C306 120 306 150 292 186C266 214 266 262 320 268C374 262 374 214 348 186C334 150 334 120 320 78Z", "#f1dcc0")
    c.path("M240 104C190 96 158 140 164 216C168 254 206 260 224 226C236 200 236 150 240 104Z", "#6d3f1d")
    c.path("M400 104C450 96 482 140 476 216C472 254 434 260 416 226C404 200 404 150 400 104Z", "#6d3f1d")
    for x in (274, 366):
        c.circle(x, 168, 17, "#2c1a0e")
        c.circle(x + 6, 161, 5, "#fff")
    c.ellipse(320, 212, 28, 20, "#2c1a0e")
    c.ellipse(312, 205, 9, 5, "#fff", opacity=".6")
    c.stroke("M320 232V244C308 262 288 258 282 248M320 244C332 262 352 258 358 248", "#5a3216", 4)
    c.path("M304 256C304 300 336 300 336 256C326 262 314 262 304 256Z", "#f2788c")
    c.stroke("M236 282C280 306 360 306 404 282", "#2f7fd1", 16)
    c.circle(320, 314, 16, "#ffd23f", stroke="#c79a12", stroke_width=3)


@picture("goldfish.svg")
def goldfish(c):
    c.background(c.linear("#7fd3ea", "#1f7fb0"))
    for x in (90, 260, 470):
        c.polygon([(x, 0), (x + 60, 0), (x + 10, 480), (x - 110, 480)], "#fff", opacity=".08")
    c.path("M0 430C120 404 260 440 380 420C480 404 580 430 640 416V480H0Z", "#e8cf95")
    for x, h in ((70, 150), (104, 210), (138, 130), (560, 190), (596, 120)):
        c.stroke(f"M{x} 440C{x - 24} {440 - h // 3} {x + 26} {440 - 2 * h // 3} {x} {440 - h}", "#2f9c5a", 13)
    fin = c.linear("#ffb347", "#f2641e")
    c.path("M446 240C520 170 574 150 590 168C592 200 560 226 552 244C566 268 596 300 586 326C556 340 500 300 446 262Z", fin)
    c.path("M250 168C280 104 360 98 400 132C390 156 376 172 360 184Z", fin)
    c.path("M290 318C300 360 336 380 366 372C372 346 360 326 346 312Z", fin)
    c.path("M120 250C160 172 260 146 350 172C404 190 440 222 462 250C440 282 404 312 350 328C260 350 160 326 120 250Z",
           c.linear("#ffa02e", (.6, "#ff8021"), "#ffc46b"))
    for row in range(4):
        for column in range(5):
            x, y = 266 + column * 34 + (row % 2) * 17, 208 + row * 28
            c.stroke(f"M{x} {y - 13}C{x + 16} {y - 10} {x + 16} {y + 10} {x} {y + 13}", "#e05f0f", 3, opacity=".6")
    c.path("M270 262C300 258 330 272 336 298C306 306 276 292 270 262Z", "#ff9b3d", stroke="#e0660f", stroke_width=3)
    c.stroke("M232 186C256 220 256 284 230 316", "#e0660f", 4, opacity=".7")
    c.circle(182, 232, 24, "#fff")
    c.circle(178, 232, 13, "#1b1b25")
    c.circle(173, 226, 4, "#fff")
    c.stroke("M122 256C134 266 146 268 156 264", "#c94f08", 4)
    for x, y, r in ((92, 190, 13), (70, 140, 9), (96, 96, 15), (60, 58, 8)):
        c.circle(x, y, r, "#fff", opacity=".5")
        c.circle(x - r * .3, y - r * .3, r * .3, "#fff", opacity=".9")


@picture("owl.svg", 560, 600)
def owl(c):
    c.background(c.linear("#0f1b3d", "#2c4a7c"))
    c.circle(430, 110, 70, "#fff4c2")
    c.circle(452, 96, 66, "#f7e39a", opacity=".35")
    for index in range(40):
        c.circle((index * 89 + 30) % 560, (index * 53 + 20) % 420, 1 + index % 3 * .6, "#fff", opacity=".8")
    c.stroke("M-20 500C160 470 360 500 600 460", "#4a3020", 34)
    c.stroke("M420 482C470 430 500 420 560 410", "#4a3020", 16)
    c.path("M516 400C540 372 570 372 590 392C560 416 536 416 516 400Z", "#3d6b3a")
    c.path("M150 330C140 190 200 130 280 130C360 130 420 190 410 330C404 430 350 500 280 500C210 500 156 430 150 330Z", c.linear("#a97748", "#6e4526"))
    c.path("M200 360C200 290 240 270 280 270C320 270 360 290 360 360C356 430 326 476 280 476C234 476 204 430 200 360Z", "#ecd6ae")
    for row in range(5):
        for column in range(5 - row // 3):
            x, y = 222 + column * 30 + (row % 2) * 14 + (row // 3) * 14, 330 + row * 30
            c.stroke(f"M{x - 10} {y}C{x - 6} {y + 12} {x + 6} {y + 12} {x + 10} {y}", "#a97748", 4)
    c.path("M152 300C130 380 160 450 206 480C214 420 190 350 196 300Z", "#5c381d")
    c.path("M408 300C430 380 400 450 354 480C346 420 370 350 364 300Z", "#5c381d")
    c.path("M164 190C156 150 160 120 170 96C190 120 224 136 250 146Z", "#6e4526")
    c.path("M396 190C404 150 400 120 390 96C370 120 336 136 310 146Z", "#6e4526")
    for x in (222, 338):
        c.circle(x, 222, 64, "#ecd6ae")
        for index in range(18):
            a, b = polar(x, 222, 50, index * 20), polar(x, 222, 60, index * 20)
            c.stroke(f"M{a[0]:.0f} {a[1]:.0f}L{b[0]:.0f} {b[1]:.0f}", "#b98d58", 3)
        c.circle(x, 222, 44, "#ffb81c")
        c.circle(x, 222, 24, "#16120e")
        c.circle(x + 9, 212, 8, "#fff")
    c.path("M264 244H296L280 290Z", "#f08a24")
    for x in (236, 324):
        for lean in (-16, 0, 16):
            c.ellipse(x + lean, 492, 9, 18, "#f2a63a")


@picture("butterfly.gif", 560, 480)
def butterfly(c):
    c.background("#d9f2d0")
    for x, h in ((60, 120), (120, 90), (440, 100), (510, 140)):
        c.stroke(f"M{x} 480C{x + 6} {480 - h // 2} {x - 6} {480 - h // 2} {x} {480 - h}", "#5a9a4a", 7)
        for index in range(5):
            px, py = polar(x, 480 - h, 16, index * 72 - 90)
            c.circle(px, py, 13, "#f7b6d2")
        c.circle(x, 480 - h, 10, "#ffd23f")
    for side in (1, -1):
        with c.group(transform=f"translate(280 0) scale({side} 1)"):
            c.path("M8 220C60 100 170 40 226 76C262 112 226 214 150 246C90 262 30 250 8 236Z", "#f27a1a", stroke="#2b1a12", stroke_width=10, stroke_linejoin="round")
            c.path("M8 240C60 250 150 256 176 304C196 360 140 416 92 394C50 372 16 300 8 256Z", "#f7a032", stroke="#2b1a12", stroke_width=10, stroke_linejoin="round")
            c.stroke("M12 226C80 180 150 120 206 92M30 238C90 220 150 190 206 160M20 252C70 290 110 340 120 384M24 248C80 266 130 290 166 320", "#2b1a12", 6)
            for x, y in ((214, 84), (222, 112), (218, 142), (200, 176), (172, 308), (174, 340), (156, 372), (124, 392)):
                c.circle(x, y, 6, "#fff")
    c.ellipse(280, 250, 12, 84, "#2b1a12")
    c.circle(280, 164, 16, "#2b1a12")
    c.stroke("M276 152C262 116 240 98 222 92M284 152C298 116 320 98 338 92", "#2b1a12", 5)
    c.circle(222, 92, 7, "#2b1a12")
    c.circle(338, 92, 7, "#2b1a12")


@picture("elephant.svg")
def elephant(c):
    c.background(c.linear("#ffe3a3", "#ffc27a"))
    c.circle(520, 110, 60, "#fff3cf")
    c.path("M0 390C200 366 420 400 640 376V480H0Z", c.linear("#d9a54e", "#b98335"))
    c.rect(92, 236, 16, 160, "#6d4a2a")
    for x, y, rx in ((100, 216, 92), (54, 236, 54), (150, 240, 56)):
        c.ellipse(x, y, rx, 26, "#6f8f3f")
    c.shadow(346, 424, 200, 16)
    skin, dark = c.linear("#a9b4c0", "#7d8896"), "#6d7886"
    c.stroke("M520 280C548 300 548 340 540 366", dark, 9)
    for x in (300, 466):
        c.rect(x, 320, 60, 102, dark, rx=20)
    c.path("M222 270C226 178 310 150 400 156C490 162 536 220 526 320C520 360 480 372 400 372C300 372 222 350 222 270Z", skin)
    for x in (252, 420):
        c.rect(x, 316, 66, 108, "#8f9aa7", rx=22)
        for toe in (12, 33, 54):
            c.ellipse(x + toe, 420, 9, 6, "#f2eee4")
    c.path("M132 210C136 138 196 114 250 132C300 150 312 210 290 258C270 296 222 304 190 290C180 330 190 356 172 384C160 402 132 402 126 384"
           "C124 374 140 376 146 364C156 340 140 290 132 210Z", skin)
    c.path("M262 128C326 104 370 146 362 214C356 268 316 290 284 262C258 236 246 176 262 128Z", "#8f9aa7", stroke=dark, stroke_width=4)
    c.path("M278 150C318 136 344 164 340 212C334 250 310 262 292 244C274 222 268 184 278 150Z", "#e3a9b0", opacity=".65")
    c.circle(196, 192, 10, "#23262c")
    c.circle(199, 189, 3, "#fff")
    c.path("M188 286C172 300 158 318 128 322C140 334 184 330 206 296Z", "#fffbe9", stroke="#d9cfae", stroke_width=2)
    for y in (310, 330, 350):
        c.stroke(f"M150 {y}C158 {y + 4} 168 {y + 4} 176 {y}", dark, 3)


@picture("penguin.svg", 520, 600)
def penguin(c):
    c.background(c.linear("#9bd8f2", "#e4f6fc"))
    c.path("M0 380L80 300L160 360L250 280L340 370L420 310L520 380V480H0Z", "#c3e6f5")
    c.path("M0 430C160 400 360 440 520 410V600H0Z", c.linear("#ffffff", "#d5ecf7"))
    c.shadow(260, 540, 130, 18, .16)
    c.path("M150 300C110 340 92 410 104 450C130 440 160 400 172 360Z", "#1d2733")
    c.path("M370 300C410 340 428 410 416 450C390 440 360 400 348 360Z", "#1d2733")
    c.path("M140 380C132 220 176 110 260 110C344 110 388 220 380 380C376 470 330 536 260 536C190 536 144 470 140 380Z", c.linear("#3a4a5c", "#16202b"))
    c.path("M176 390C170 280 206 240 260 240C314 240 350 280 344 390C340 466 310 520 260 520C210 520 180 466 176 390Z", c.linear("#ffffff", "#e8eef2"))
    c.path("M190 196C190 160 226 148 260 176C294 148 330 160 330 196C330 240 296 262 260 262C224 262 190 240 190 196Z", "#fff")
    for x in (224, 296):
        c.circle(x, 194, 12, "#16202b")
        c.circle(x + 4, 189, 4, "#fff")
    c.path("M234 216C250 206 270 206 286 216C276 236 268 246 260 250C252 246 244 236 234 216Z", "#ff9f1c")
    c.path("M178 262C230 292 290 292 342 262L346 290C290 316 230 316 174 290Z", "#e63946")
    c.path("M306 286L340 280L352 372L316 378Z", "#e63946")
    for y in (316, 340):
        c.stroke(f"M312 {y}L344 {y - 5}", "#fff", 5)
    for x in (216, 304):
        c.path(f"M{x - 40} 544C{x - 36} 520 {x + 36} 520 {x + 40} 544C{x + 20} 552 {x - 20} 552 {x - 40} 544Z", "#ff9f1c")
    for index in range(40):
        c.circle((index * 71) % 520, (index * 113) % 560, 2 + index % 3, "#fff", opacity=".9")


@picture("blue-whale.svg")
def blue_whale(c):
    c.background(c.linear("#bfe9ff", (.45, "#e8f8ff"), "#e8f8ff"))
    c.circle(540, 84, 44, "#ffe28a")
    c.path("M0 236C80 220 120 250 200 236C280 222 320 250 400 236C480 222 560 250 640 232V480H0Z", c.linear("#4fb3d9", "#135a8a"))
    for lean in (-1, 1):
        c.stroke(f"M236 130C236 90 {236 + lean * 30} 70 {236 + lean * 62} 92", "#8fd6f2", 13)
    c.stroke("M236 140V76", "#8fd6f2", 13)
    c.path("M80 268C84 180 170 136 270 140C380 146 440 210 500 236C530 246 552 226 560 190C530 176 520 146 530 126C556 130 572 146 580 160C592 146 612 138 632 142"
           "C632 168 612 186 592 192C590 268 540 330 460 346C360 368 240 372 160 346C110 330 80 304 80 268Z", c.linear("#3f7fc4", "#1d4c8a"))
    c.path("M82 284C130 300 250 306 340 290C360 312 330 352 290 362C236 366 190 358 160 346C116 332 88 312 82 284Z", "#dcefff")
    for x in range(130, 330, 28):
        c.stroke(f"M{x} 306C{x + 4} 322 {x + 4} 336 {x - 2} {346 if x > 150 else 336}", "#a9c9e6", 4)
    c.path("M316 300C340 330 350 380 322 400C290 384 276 340 282 306Z", "#1d4c8a")
    c.circle(170, 244, 11, "#0d1d33")
    c.circle(174, 240, 4, "#fff")
    c.stroke("M84 286C120 298 150 296 176 284", "#163c6e", 4)
    c.path("M0 330C80 312 130 344 210 330C290 316 330 346 410 332C490 318 560 346 640 330V480H0Z", "#1f77ad", opacity=".55")
    c.path("M0 400C90 384 150 412 240 398C330 384 400 412 490 398C560 388 600 404 640 398V480H0Z", "#0f4f80", opacity=".6")


@picture("bee.svg")
def bee(c):
    c.background(c.linear("#fff4c4", "#ffe08f"))
    for row in range(-1, 6):
        for column in range(-1, 8):
            x, y = column * 92 + (row % 2) * 46, row * 80
            points = [polar(x, y, 50, 30 + 60 * i) for i in range(6)]
            c.polygon(points, "#ffcc4d" if (row + column) % 3 else "#ffb524", stroke="#fff0bd", stroke_width=7)
    wing = c.linear("#ffffffee", "#cfeefccc")
    c.ellipse(300, 150, 50, 96, wing, transform="rotate(-24 300 150)", stroke="#8fb8cc", stroke_width=3)
    c.ellipse(372, 150, 46, 90, wing, transform="rotate(22 372 150)", stroke="#8fb8cc", stroke_width=3)
    c.polygon([(494, 262), (540, 276), (494, 292)], "#2b2118")
    body = "M160 276C166 200 250 178 340 182C440 186 508 226 508 276C508 330 440 368 340 370C250 372 166 352 160 276Z"
    c.path(body, c.linear("#ffd83d", "#f2a71b"))
    with c.group(clip_path=c.clip(body)):
        for x in (268, 346, 424):
            c.path(f"M{x} 160C{x + 22} 230 {x + 22} 320 {x} 390H{x + 40}C{x + 62} 320 {x + 62} 230 {x + 40} 160Z", "#2b2118")
        c.ellipse(300, 200, 150, 18, "#fff", opacity=".3")
    c.circle(176, 270, 62, c.linear("#4a3a28", "#2b2118"))
    for x in (150, 198):
        c.ellipse(x, 262, 17, 21, "#fff")
        c.circle(x - 3, 266, 9, "#16110b")
        c.circle(x - 6, 262, 3, "#fff")
    c.stroke("M156 300C166 312 184 312 194 300", "#fff", 5)
    c.stroke("M152 214C140 180 122 168 104 168M190 210C190 174 204 156 222 150", "#2b2118", 6)
    c.circle(104, 168, 9, "#2b2118")
    c.circle(222, 150, 9, "#2b2118")
    for x in (270, 330, 390):
        c.stroke(f"M{x} 366C{x - 8} 386 {x - 4} 398 {x + 8} 404", "#2b2118", 7)
