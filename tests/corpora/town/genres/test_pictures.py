import hashlib
import re
from collections import Counter
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_captions import FACTS, captions, false_caption
from course_lib.corpora.town.genres.picture_questions import questions
from course_lib.corpora.town.genres.picture_shapes import LARGE, SMALL, WEATHER
from course_lib.corpora.town.genres.pictures import COLOURS, PLACES, SIZES, Placed, Scene, draw, scene
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town(0)
SCENES = [scene(TOWN, Chance(7, "pictures", number)) for number in range(250)]
PLAIN = {"fish": "fish"} | {f"{thing}s": thing for thing in LARGE} | {thing: thing for thing in LARGE}
NUMBERS = {word: number for number, word in enumerate(["one", "two", "three", "four", "five"], 1)} | {"a": 1, "an": 1}
# "two small red balls", "a house", "three balls", "the large fish"
PHRASE = re.compile(
    rf"\b(a|an|the|{'|'.join(NUMBERS)}) (?:({'|'.join(SIZES)}) )?(?:({'|'.join(COLOURS)}) )?({'|'.join(PLAIN)})\b",
    re.IGNORECASE,
)
SKY = {
    "sunny": "sun|blue and",
    "rainy": "rain",
    "snowy": "snow",
    "night": "moon|night",
}


@cache
def told(number, language):
    return captions(SCENES[number], language, Chance(number))


@cache
def changed(number, language):
    return false_caption(SCENES[number], language, Chance(number))


@cache
def asked_of(number, language):
    return tuple(questions(SCENES[number], language, Chance(number)))


def read(caption, picture):
    """Return what a reader who knows no template finds false in an English caption."""
    false: list[object] = []
    found: list[Placed] = []
    for number, size, colour, thing in PHRASE.findall(caption):
        those = [
            one
            for one in picture.objects
            if one.thing == PLAIN[thing] and colour in ("", one.colour) and size in ("", one.size)
        ]
        if len(those) != NUMBERS.get(number.lower(), 1):
            false.append((number, size, colour, thing))
        found += those[:1]
    if "between" in caption.lower() and len(found) == 3:
        middle = 2 if re.match("Between|.* have ", caption) else 0
        first, *ends = found[middle], *found[:middle], *found[middle + 1 :]
        if (first.row * 2, first.column * 2) != (ends[0].row + ends[1].row, ends[0].column + ends[1].column):
            false.append("between")
    elif len(found) == 2 and (said := re.search(r"(?i)\b(left|right|above|over|higher|below|under|lower)\b", caption)):
        first, second = (
            found
            if re.search(r"\bis .*(left|right|above|below)", caption) and "there is" not in caption
            else found[::-1]
        )
        step = (second.column - first.column, second.row - first.row)
        wanted = {"left": (1, 0), "right": (-1, 0), "above": (0, 1), "below": (0, -1)}
        wanted |= {"over": (0, 1), "higher": (0, 1), "under": (0, -1), "lower": (0, -1)}
        if tuple(np.sign(step)) != wanted[said[1].lower()] and "under the moon" not in caption:
            false.append(said[1])
    false += [sky for sky, words in SKY.items() if re.search(words, caption.lower()) and sky != picture.weather]
    return false


def test_captions_are_true_to_an_independent_reader():
    for number, picture in enumerate(SCENES):
        for caption in told(number, "en"):
            assert not read(caption, picture), (caption, picture)


def test_false_captions_are_false_to_an_independent_reader_and_what_they_were_made_from_is_true():
    for number, picture in enumerate(SCENES):
        caption = changed(number, "en")
        assert read(caption.text, picture), (caption, picture)
        assert not read(caption.true, picture), (caption, picture)


def test_every_fact_is_changed_now_and_then_and_none_nearly_always():
    facts = Counter(changed(number, "en").fact for number, picture in enumerate(SCENES))
    assert set(facts) == set(FACTS)
    assert max(facts.values()) < 0.4 * len(SCENES)
    assert min(facts.values()) > 0.02 * len(SCENES)


def test_a_false_caption_changes_one_word_of_a_true_one_or_the_weather():
    for number in range(len(SCENES)):
        caption = changed(number, "en")
        if caption.fact in ("colour", "size"):
            pairs = zip(caption.text.split(), caption.true.split(), strict=True)
            different = [pair for pair in pairs if pair[0] != pair[1] and {*pair} - {"a", "an", "A", "An"}]
            assert len(different) == 1, caption


def test_the_first_caption_names_everything():
    for number, picture in enumerate(SCENES):
        first = told(number, "en")[0]
        assert sum(NUMBERS[number.lower()] for number, *_ in PHRASE.findall(first)) == len(picture.objects)


def test_answers_are_those_of_an_independent_look():
    asked: Counter[tuple[str, str]] = Counter()
    for number, picture in enumerate(SCENES):
        for one in asked_of(number, "en"):
            asked[one.kind, one.answer] += 1
            if one.kind == "colour":
                ((_, size, _, thing),) = PHRASE.findall(one.question)
                those = [other for other in picture.objects if other.thing == thing and size in ("", other.size)]
                assert [other.colour for other in those] == [one.answer]
            if one.kind == "how many":
                ((_, colour, thing),) = re.findall(r"(many|the) (\w+ )?(\w+)(?= are| can|:)", one.question)
                those = [
                    other
                    for other in picture.objects
                    if (thing == "things" or other.thing == PLAIN[thing]) and colour.strip() in ("", other.colour)
                ]
                assert len(those) == NUMBERS.get(one.answer, 0), (one, picture)
            if one.kind == "there":
                ((_, _, colour, thing),) = PHRASE.findall(one.question)
                there = any((other.colour, other.thing) == (colour, thing) for other in picture.objects)
                assert one.answer == ("yes" if there else "no")
            if one.kind == "weather":
                assert one.answer == picture.weather
    assert 0.4 < asked["there", "yes"] / (asked["there", "yes"] + asked["there", "no"]) < 0.6
    assert {kind for kind, _ in asked} == {"how many", "colour", "where", "side", "there", "weather"}
    assert asked["how many", "none"] > 5


def test_both_languages_tell_the_same_facts():
    kinds = {"红": "red", "蓝": "blue", "绿": "green", "黄": "yellow", "紫": "purple", "黑": "black", "白": "white"}
    for number in range(len(SCENES)):
        english, chinese = (told(number, language) for language in LANGUAGES)
        for one, other in zip(english, chinese, strict=True):
            named = [colour for _, _, colour, _ in PHRASE.findall(one) if colour]
            assert sorted(named) == sorted(kinds[mark] for mark in re.findall(r"([红蓝绿黄紫黑白])色", other))
        false = [changed(number, language).fact for language in LANGUAGES]
        assert false[0] == false[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_well_written(language):
    seen = set()
    for number in range(len(SCENES)):
        seen |= {*told(number, language), changed(number, language).text}
        seen |= {one.question for one in asked_of(number, language)}
    for text in seen:
        assert text[-1] in ".!?。！？"
        assert not re.search(r"[{}]|  |\ba [aeiou]|\ban [^aeiou]|\b(\w+) \1\b", text), text
        assert language == "en" or not re.search(r"[\sA-Za-z.,!?0-9]", text), text
    assert len(seen) > 1_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_reached(language):
    texts = set()
    for number in range(600):
        picture = SCENES[number % len(SCENES)]
        texts |= {*captions(picture, language, Chance(number, "more"))}
        texts |= {one.question for one in questions(picture, language, Chance(number, "more"))}
    lines = "\n".join(sorted(texts))
    for section, templates in phrases("pictures", language).items():
        for template in templates if section not in ("things", "words") else ():
            pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(template))
            assert re.search(f"(?im)^{pattern}$", lines), template


def test_every_combination_of_colour_and_kind_is_about_as_frequent():
    drawn = Counter(scene(TOWN, Chance("often", number)).combination for number in range(3_000))
    assert len(drawn) == len(COLOURS) * len(LARGE) == 98
    assert max(drawn.values()) < 0.02 * 3_000
    assert all(picture.combination in picture.combinations for picture in SCENES)


def test_things_stand_apart_and_leave_the_corner_to_the_sky():
    for picture in SCENES:
        places = [(one.row, one.column) for one in picture.objects]
        assert len(set(places)) == len(places) <= 5
        assert (0, 2) not in places
        assert places == sorted(places)


def test_every_shape_has_its_size_and_only_known_marks():
    for shapes, side in ((LARGE, 9), (SMALL, 6)):
        for thing, drawing in shapes.items():
            rows = drawing.split()
            assert [len(row) for row in rows] == [side] * side, thing
            assert set("".join(rows)) <= set("#+-kowbgy."), thing
    assert set(LARGE) == set(SMALL)


def test_a_thing_shows_its_colour_in_its_place_and_nothing_elsewhere():
    empty = draw(Scene((), "sunny")).astype(int)
    for thing in LARGE:
        for row, column in PLACES:
            picture = draw(Scene((Placed(thing, "purple", "large", row, column),), "sunny")).astype(int)
            ys, xs = np.nonzero((picture != empty).any(-1))
            assert row * 10.6 - 1 < ys.min() <= ys.max() < (row + 1) * 10.6 + 1
            assert column * 10.6 - 1 < xs.min() <= xs.max() < (column + 1) * 10.6 + 1
            assert (picture == COLOURS["purple"]).all(-1).sum() >= 7


def test_no_two_things_colours_sizes_or_skies_look_alike():
    pictures = [
        draw(Scene((Placed(thing, colour, size, 1, 1),), weather)).tobytes()
        for thing in LARGE
        for colour in COLOURS
        for size in SIZES
        for weather in WEATHER
    ]
    assert len(set(pictures)) == len(pictures)


def test_colours_can_be_told_apart_by_lightness():
    def lightness(colour):  # L* of CIELAB
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        luminance = np.dot(linear, (0.2126, 0.7152, 0.0722))
        return 116 * np.cbrt(luminance) - 16

    for one, other in combinations(COLOURS, 2):
        assert abs(lightness(COLOURS[one]) - lightness(COLOURS[other])) > 8, (one, other)


def test_a_larger_picture_is_the_same_with_every_pixel_doubled():
    small, large = draw(SCENES[0]), draw(SCENES[0], 64)
    assert (small.shape, large.shape, large.dtype) == ((32, 32, 3), (64, 64, 3), np.uint8)
    assert (large[::2, ::2] == small).all()
    assert (large[1::2, 1::2] == small).all()


@pytest.mark.parametrize("size", [0, 16, 48])
def test_a_size_that_would_blur_is_refused(size):
    with pytest.raises(ValueError, match=f"multiple of 32.* got {size}"):
        draw(SCENES[0], size)


def test_the_same_seed_makes_the_same_pictures_and_words():
    pixels, words = hashlib.sha256(), hashlib.sha256()
    for number, picture in enumerate(SCENES[:20]):
        pixels.update(draw(picture).tobytes())
        for language in LANGUAGES:
            words.update("".join(told(number, language)).encode())
            words.update(changed(number, language).text.encode())
            words.update("".join(one.question + one.answer for one in asked_of(number, language)).encode())
    assert pixels.hexdigest()[:16] == "a7ef1b5ac9a585fb"
    assert words.hexdigest()[:16] == "abaacd43127171a6"
