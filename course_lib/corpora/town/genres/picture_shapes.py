"""The shapes of the pictures, pixel by pixel: each thing by hand, large in 9 by 9 and small in 6 by 6 pixels.

`#` is the thing's colour, `+` a darker shade of it, `-` a lighter one; `k` is a line as thin as the one around the
thing, `o` dark, `w` pale, `b` brown, `g` green and `y` orange are the same in every colour; `.` is nothing.
"""

from dataclasses import dataclass

LARGE = {
    "ball": "...###... .##--##+. .#--###+. ##-####++ ########+ #######++ .######+. .#####++. ...+++...",
    "kite": "....#.... ...#-#... ..##-##.. .#-----#. ..##-##.. ...#-#... ....#.... ....k.... .....kkk.",
    "house": "....+.... ...+++... ..+++++.. .+++++++. +++++++++ .#ww#ww#. .#ww#ww#. .###bb##. .###bb##.",
    "tree": "....#.... ...##+... ..-###+.. ...##+... ..-###+.. .-#####+. ..-###+.. -#######+ ...bbb...",
    "umbrella": "....k.... ..##+##.. .##-+-##. ##-#+#-## #.##k##.# ....k.... ....k.... ..k.k.... ..kkk....",
    "boat": "....b.... ...#b.... ..##b#... .###b##.. ####b###. ....b.... bbbbbbbbb .bbbbbbb. ..bbbbb..",
    "cup": "......... ##+++++.. #######.. #-#####++ #-#####.+ #-#####.+ #######++ .#####... .........",
    "fish": "......... ..###...# .#####.## #o####+## #######+. ##-###+## .#---#.## ..###...# .........",
    "star": "....#.... ....#.... ...###... #####-### .###-###. ..#####.. ..#####.. .###.###. .#.....#.",
    "flower": "..##.##.. .#######. .##yyy##. ..#yyy#.. .##yyy##. .#######. ..##g##.. .gg.g..g. ..gggggg.",
    "car": "......... ...####.. ..#ww#w#. .#www#ww# ######### #######-# ++oo++oo+ ..oo..oo. .........",
    "lamp": "..#####.. ..#-###.. .##-####. .##-####. ######### ....k.... ....k.... ....k.... ..kkkkk..",
    "hat": "......... ..#####.. ..#-###.. ..#-###.. ..#-###.. ..+++++.. ######### .#######. .........",
    "apple": "....b.gg. ....bgg.. .##.b.##. ####b#### #-######+ #-######+ ########+ .######+. ..##.##..",
}

SMALL = {
    "ball": ".####. ##-### #-###+ ####++ ###+++ .+++..",
    "kite": "..#... .#-#.. #---#. .#-#.. ..#... ...kk.",
    "house": "..++.. .++++. ++++++ #ww### #ww#b# ####b#",
    "tree": "..#... .###.. ..#+.. .##++. -###++ ..bb..",
    "umbrella": "..##.. .####. ##-+## #.k#.# ..k... kkk...",
    "boat": "..b... .#b#.. ##b##. ..b... bbbbbb .bbbb.",
    "cup": "...... ####.. #-#### #-##.# #-#### .##...",
    "fish": "...... .###.# #o#### #####. .###.# ......",
    "star": "..#... ..#... #####. .###.. .###.. #...#.",
    "flower": ".#.#.. ##y##. .yyy.. ##y##. .#g#.. ..gg..",
    "car": "...... ..###. .#w#w# ###### +o++o+ .o..o.",
    "lamp": ".###.. .#-#.. #####. ..k... ..k... .kkk..",
    "hat": "...... .####. .#-##. .++++. ###### ......",
    "apple": "...bg. .##b#. #-#### #-###+ ####++ .#.#..",
}


@dataclass(frozen=True)
class Sky:
    """How a picture looks behind its things, and the shape in its top right corner."""

    background: tuple[int, int, int]
    ground: tuple[int, int, int]
    outline: tuple[int, int, int]  # around the things
    speck: tuple[int, int, int]
    specks: tuple[tuple[int, int], ...]
    shape: str
    colours: dict[str, tuple[int, int, int]]


_INK = (38, 38, 50)
_DROPS = tuple((row, (row * 5 + step * 9 + row // 4 * 3) % 32) for row in range(1, 30, 4) for step in range(3))
_RAIN = _DROPS + tuple((row + 1, column) for row, column in _DROPS)

WEATHER = {
    "sunny": Sky(
        (176, 222, 248),
        (126, 190, 92),
        _INK,
        (206, 236, 252),
        (),
        "....y.... .y.....y. ...yyy... ..yyyyy.. y.yyyyy.y ..yyyyy.. ...yyy... .y.....y. ....y....",
        {"y": (255, 196, 0)},
    ),
    "rainy": Sky(
        (160, 172, 186),
        (112, 142, 106),
        _INK,
        (126, 148, 190),
        _RAIN,
        "...ccc... ..ccccc.. .ccccccc. ccccccccc ccccccccc ......... .d..d..d. d..d..d.. .........",
        {"c": (104, 112, 128), "d": (60, 100, 190)},
    ),
    "snowy": Sky(
        (206, 210, 226),
        (250, 252, 255),
        _INK,
        (255, 255, 255),
        _DROPS,
        "....s.... .s..s..s. ..s.s.s.. ...sss... sssssssss ...sss... ..s.s.s.. .s..s..s. ....s....",
        {"s": (120, 160, 220)},
    ),
    "night": Sky(
        (40, 46, 92),
        (34, 66, 60),
        (214, 218, 236),
        (236, 232, 190),
        tuple((row, column) for row, column in _DROPS if (row + column) % 3 == 0),
        "....mmm.. ..mmm.... .mmm..... .mmm..... .mmm..... .mmm..... ..mmm.... ....mmm.. .........",
        {"m": (252, 240, 180)},
    ),
}
