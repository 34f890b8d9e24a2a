import importlib.util
import logging
import random
import warnings
from collections import Counter
from itertools import pairwise
from math import log

import pytest

from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.chinese import Dictionary

with warnings.catch_warnings():  # jieba has unescaped backslashes, and asks setuptools for a module on its way out
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.ERROR)

SMALL = {"研究": 9, "研究生": 3, "生命": 5, "命": 2, "起源": 4, "的": 30, "生": 1}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary.from_jieba()


@pytest.fixture(scope="module")
def town_stories() -> list[str]:
    town = Town(5)
    return [story(town, "zh", Chance("segment", number)).text for number in range(90)]


def theirs(text: str) -> list[str]:
    return list(jieba.cut(text, HMM=False))


def all_cuts(sentence: str, words: dict[str, int]) -> list[list[str]]:
    """Every way to cut a sentence into words, or into single characters where none begins."""
    if not sentence:
        return [[]]
    firsts = [w for w in words if sentence.startswith(w)] or [sentence[0]]
    return [[first, *rest] for first in firsts for rest in all_cuts(sentence[len(first) :], words)]


def test_the_best_of_two_readings_by_hand():
    dictionary = Dictionary.from_counts({"研究": 9, "研究生": 3, "生命": 5, "命": 2})
    # 研究生 命: 3/19 · 2/19 = 6/361;  研究 生命: 9/19 · 5/19 = 45/361
    path = dictionary.best_path("研究生命")
    assert [edge.word for edge in path] == ["研究", "生命"]
    assert sum(edge.log_probability for edge in path) == pytest.approx(log(45 / 361))


def test_no_cut_is_more_probable_by_trying_all_of_them():
    chance = random.Random(1)
    for _ in range(200):
        words = {"".join(chance.choices("甲乙丙", k=chance.randint(1, 4))): chance.randint(1, 50) for _ in range(9)}
        sentence = "".join(chance.choices("甲乙丙丁", k=8))
        dictionary = Dictionary.from_counts(words)
        total = sum(words.values())
        probabilities = [sum(log(words.get(w, 1) / total) for w in cut) for cut in all_cuts(sentence, words)]
        found = sum(edge.log_probability for edge in dictionary.best_path(sentence))
        assert found == pytest.approx(max(probabilities))


def test_thousands_of_town_sentences_are_cut_as_jieba_cuts_them(dictionary, town_stories):
    assert sum(text.count("。") for text in town_stories) > 2_000
    for text in town_stories:
        assert dictionary.segment(text) == theirs(text)


def test_mixed_and_random_text_is_cut_as_jieba_cuts_it(dictionary, town_stories):
    chance = random.Random(2)
    letters = [*"".join(town_stories)[:3_000], *"GPT2 c++ 3.14% a_b-c 😀𠀀〇é\r\n\t\u3000#&《》"]
    texts = [
        "",
        " ",
        "\r\n\r\n",
        "我爱GPT-2模型，B超和C++很好！",
        "Tom买了3个iPhone。",
        python_reference().text[:5_000],
    ]
    texts += ["".join(chance.choices(letters, k=chance.randint(1, 60))) for _ in range(400)]
    for text in texts:
        assert dictionary.segment(text) == theirs(text)


def test_a_dictionary_counted_from_a_corpus_cuts_as_jieba_does_with_it(dictionary, town_stories, tmp_path):
    counts = Counter(word for text in town_stories[:30] for word in dictionary.segment(text) if word.strip())
    path = tmp_path / "counted.txt"
    path.write_text("\n".join(f"{word} {count}" for word, count in counts.items()), encoding="utf-8")
    jiebas = jieba.Tokenizer(dictionary=str(path))
    jiebas.tmp_dir = str(tmp_path)
    ours = Dictionary.from_counts(counts)
    for text in town_stories[30:60]:
        assert ours.segment(text) == list(jiebas.cut(text, HMM=False))


def test_joined_the_words_are_the_text(dictionary, town_stories):
    for text in [*town_stories[:20], "a b\r\nc 你 好\u3000！", "\x00\U0001f600"]:
        assert "".join(dictionary.segment(text)) == text


def test_the_lattice_has_every_word_that_stands_in_the_sentence():
    dictionary = Dictionary.from_counts(SMALL)
    sentence = "研究生命的X"
    expected = {
        (start, end)
        for start in range(len(sentence))
        for end in range(start + 1, len(sentence) + 1)
        if sentence[start:end] in SMALL
    }
    edges = dictionary.lattice(sentence)
    # no word begins with 究 or X
    assert {(edge.start, edge.end) for edge in edges} == expected | {(1, 2), (5, 6)}
    probabilities = {edge.word: edge.log_probability for edge in edges}
    assert probabilities["研究生"] == pytest.approx(log(3 / 54))
    assert probabilities["X"] == pytest.approx(log(1 / 54))


def test_the_best_path_is_a_way_through_the_lattice(dictionary, town_stories):
    for sentence in "".join(town_stories[:5]).split("。"):
        path = dictionary.best_path(sentence)
        assert set(path) <= set(dictionary.lattice(sentence))
        assert all(before.end == after.start for before, after in pairwise(path))


def test_letters_that_no_word_holds_are_put_together_again():
    dictionary = Dictionary.from_counts({"我": 3, "T恤": 2})
    assert dictionary.segment("我GPT2我T恤a") == ["我", "GPT2", "我", "T恤", "a"]


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_dictionary_without_words(self):
        with pytest.raises(ValueError, match="at least one word, got none"):
            Dictionary.from_counts({})

    @pytest.mark.parametrize(("word", "count"), [("", 3), ("好", 0), ("好", -2)])
    def test_a_word_of_nothing_or_never_seen(self, word, count):
        with pytest.raises(ValueError, match=rf"count of at least 1, got '{word}': {count}"):
            Dictionary.from_counts({"你": 1, word: count})

    def test_jiebas_dictionary_without_jieba(self, monkeypatch):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(ModuleNotFoundError, match="pip install jieba"):
            Dictionary.from_jieba()
