"""Poems of the town: their form, read by ear and by eye, and that both languages tell the same."""

import hashlib
import re
from dataclasses import replace

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.metre import off_beat, rhymes, syllables
from course_lib.corpora.town.genres.poems import MOODS, TOPICS, Poem, faults, poem
from course_lib.corpora.town.lexicon import LANGUAGES, NAMES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town(0)
SHA_256 = "8e8ab6e9361e2017277932c65076b7d386ae9cfe57cce55b1a7230bc03067d27"


def poems(language, n=500):
    return [poem(TOWN, language, Chance(7, "poems", number)) for number in range(n)]


@pytest.fixture(scope="module")
def drawn():
    return {language: poems(language) for language in LANGUAGES}


def verses(language):
    """Every line of the bank that can stand in a poem, with its section."""
    for section, lines in phrases("poems", language).items():
        if re.fullmatch(r"\w+(\.[57])?\.[1-4]", section):
            yield from ((section, line) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_poems_keep_their_form(drawn, language):
    assert [faults(one) for one in drawn[language]] == [()] * 500


def test_every_english_line_of_the_bank_has_eight_syllables_in_turns_weak_and_strong():
    lines = [line.replace("{name}", "Anna") for _, line in verses("en")]
    assert len(lines) > 300
    assert [line for line in lines if syllables(line) != 8 or off_beat(line)] == []


def test_a_count_of_vowel_groups_mostly_agrees_with_the_syllables_of_the_lexicon():
    def groups(word):
        spoken = re.sub(r"(?<=[^aeiouyl])e(s|d)?$|(?<=[aeiou]l)e(s)?$|(?<=ge)s$", "", word) or word
        return max(1, len(re.findall(r"[aeiouy]+", spoken)))

    words = {word.lower() for _, line in verses("en") for word in re.findall(r"[A-Za-z']+", line) if "name" not in line}
    agree = sum(groups(word) == syllables(word) for word in words)
    assert agree / len(words) > 0.93


def test_chinese_lines_have_five_or_seven_characters():
    for section, line in verses("zh"):
        assert len(line.replace("{name}", "安娜")) == int(section.split(".")[1]), line


def test_names_fit_the_metre_of_both_languages():
    chinese = {name.words.en: name.words.zh for name in NAMES}
    names = " ".join(phrases("poems", "en")["words names"]).split()
    assert len(names) > 60
    assert {len(chinese[name]) for name in names} == {2}


@pytest.mark.parametrize(
    ("a", "b", "language", "answer"),
    [
        ("quay", "sea", "en", True),
        ("pear", "square", "en", True),
        ("dough", "know", "en", True),
        ("wear", "hear", "en", False),
        ("down", "slow", "en", False),
        ("The town,", "a town.", "en", False),
        ("流", "舟头", "zh", True),
        ("书声", "凉风", "zh", True),
        ("门前", "书声", "zh", False),
        ("满街头", "在心头", "zh", False),
    ],
)
def test_rhymes_by_ear(a, b, language, answer):
    assert rhymes(a, b, language) is answer
    assert rhymes(b, a, language) is answer


def test_unknown_words_are_refused_by_name():
    with pytest.raises(ValueError, match="'blorf' is not in the lexicon"):
        syllables("the blorf is falling on the town")
    with pytest.raises(ValueError, match="'鑫' is not in the lexicon"):
        rhymes("鑫", "金", "zh")
    with pytest.raises(ValueError, match="must have a word"):
        rhymes("...", "town", "en")


GOOD = (
    "The river hurries past the town,",
    "and willow trees bend down to see.",
    "And Anna puts the paper down,",
    "and here is where I like to be.",
)


@pytest.mark.parametrize(
    ("number", "line", "message"),
    [
        (1, "and willow trees bend to see.", "line 2: 7 syllables, not 8"),
        (1, "and all the trees bend down to see.", None),
        (1, "and willow trees bend down to blorf.", "'blorf'"),
        (3, "and here is where I like the town.", "line 4: does not rhyme with line 2"),
        (0, "River that hurries past the town,", "line 1: River against the beat"),
    ],
)
def test_faults_name_the_line(number, line, message):
    lines = [*GOOD]
    lines[number] = line
    found = faults(Poem("River", tuple(lines), "en", "tetrameter", "abab", "calm", "river"))
    assert (found == ()) if message is None else any(message in fault for fault in found)


def test_a_poem_of_the_wrong_length_or_scheme_has_faults():
    right = Poem("River", GOOD, "en", "tetrameter", "abab", "calm", "river")
    assert faults(right) == ()
    assert "3 lines" in faults(replace(right, lines=GOOD[:3]))[0]
    assert "0 lines" in faults(replace(right, lines=()))[0]
    assert len(faults(replace(right, rhyme_scheme="aabb"))) == 2


def test_chinese_faults_name_the_line():
    lines = ("小河绕小城，", "水面闪波光。", "闭眼听一听，", "心里静又清清。")
    found = faults(Poem("小河", lines, "zh", "five", "xaxa", "calm", "river"))
    assert found == ("line 4: 6 characters, not 5", "line 4: does not rhyme with line 2")


def test_both_languages_have_the_same_topic_mood_and_length(drawn):
    for english, chinese in zip(drawn["en"], drawn["zh"], strict=True):
        assert english.combination == chinese.combination
        assert len(english.lines) == len(chinese.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_moods_forms_and_all_lines_are_drawn(language):
    many = poems(language, 1500)
    assert {one.combination for one in many} == {f"{topic}|{mood}" for topic in TOPICS for mood in MOODS}
    assert {one.form for one in many} == ({"tetrameter"} if language == "en" else {"five", "seven"})
    told = {line.strip(",.，。") for one in many for line in one.lines}
    assert [line for _, line in verses(language) if "{" not in line and line not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_poem_repeats_a_line_or_leaves_a_slot(drawn, language):
    for one in drawn[language]:
        assert len(set(one.lines)) == len(one.lines)
        assert not re.search(r"[{}]|  |\ba [aeiou]|\ban [^aeiou]", one.text)
        assert language == "en" or " " not in one.text
        assert all(line[-1] in ",.，。" for line in one.lines)


def test_the_words_are_many(drawn):
    assert len({word for one in drawn["en"] for word in re.findall(r"[a-z]+", one.text.lower())}) > 650
    assert len(set("".join(one.text for one in drawn["zh"]))) > 350


def test_the_same_seed_gives_the_same_text():
    text = "\n\n".join(one.text for language in LANGUAGES for one in poems(language, 20))
    assert hashlib.sha256(text.encode()).hexdigest() == SHA_256
