"""How many bytes a short text takes in UTF-8, worked out on paper."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "text.utf8_bytes",
    title="Count the bytes",
    chapter="01",
    level=1,
    minutes=5,
    hints=[
        "Count character by character: which are ASCII, which are letters with accents, which are Chinese, which is "
        "an emoji?",
        "ASCII takes 1 byte, and the spaces and the comma are ASCII; é and à take 2 each; a Chinese character 3; this "
        "emoji 4.",
        "déjà is 1 + 2 + 1 + 2 = 6; a space, vu, a comma and a space are 5; 你好吗 is 9; the thumb is 4.",
    ],
)


@exercise.solution
def n_bytes() -> int:
    """How many bytes is this text in UTF-8? (é and à are one code point each.)

    déjà vu, 你好吗👍
    """
    return len("déjà vu, 你好吗👍".encode())


@exercise.also_right
def by_hand() -> int:
    return (1 + 2 + 1 + 2) + (1 + 2 + 1 + 1) + 3 * 3 + 4


@exercise.also_right
def by_code_points() -> int:
    return sum(1 + (ord(c) > 0x7F) + (ord(c) > 0x7FF) + (ord(c) > 0xFFFF) for c in "déjà vu, 你好吗👍")


@exercise.mistake("This counts characters. A character takes 1 to 4 bytes.")
def characters() -> int:
    return 13


@exercise.mistake("You counted é and à as one byte each. Only the 128 characters of ASCII take one byte.")
def accents_as_ascii() -> int:
    return 22


@exercise.mistake("You counted two bytes for each Chinese character: so it is in GBK and UTF-16. In UTF-8 it is three.")
def chinese_as_two() -> int:
    return 21


@exercise.mistake("You counted three bytes for the emoji. Its code point lies above U+FFFF, so it takes four.")
def emoji_as_three() -> int:
    return 23


@exercise.mistake("This is UTF-16, with two bytes a character and four for the emoji.")
def utf_16() -> int:
    return 28


@exercise.mistake("This is UTF-32, with four bytes for every character.")
def utf_32() -> int:
    return 52


@exercise.mistake("You counted the accents as characters of their own. Here é and à are one code point each.")
def decomposed() -> int:
    return 26


@exercise.property("Every character takes at least 1 byte and at most 4: from 13 to 52.")
def within_bounds(count: Any, case: Case) -> bool:
    return bool(13 <= count < 52)
