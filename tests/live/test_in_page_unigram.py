"""The page cuts any text into the pieces that the library's Unigram cuts it into, and puts it together again."""

import random
import unicodedata

import pytest
from in_node import imported, needs_node, run

from course_lib.corpora.town.tasks.text import town_text
from course_lib.tokenizers.saving import to_json
from course_lib.tokenizers.unigram import UnigramTokenizer, split_words

LOAD = imported("UnigramTokenizer, splitWords", "in_page/unigram.js")
SPACES = "  \t\n\r\x0b\x1c\x85\xa0\u2003\u2028\u3000\ufeff▁"
BY_HAND = [
    "",
    " ",
    "▁",
    " a  b ",
    "▁the key",
    "<unk>",
    "a<unk><unk>b <unk",
    "好😀好",
    "na\u0301ive é 𝔘𝔘",
    "x" * 150,
    "静怡" * 60,
    "\r\n\r\n",
]
pytestmark = needs_node


@pytest.fixture(scope="module")
def tokenizer():
    texts = [town_text("en", size=6_000).text, town_text("zh", size=1_500).text]
    return UnigramTokenizer.train(texts, 800, ["<unk>", "<s>"], longest=8)


def strings(n: int) -> list[str]:
    """Return random strings: ASCII, accents, Chinese, emoji, white space, words, all that Unicode has."""
    draw = random.Random(0)
    known = [one for one in map(chr, range(0x20000)) if unicodedata.category(one) not in ("Cn", "Cs", "Co")]
    chinese = [*{*town_text("zh", size=2_000).text}, *map(chr, range(0x4E00, 0x4E40))]
    ascii_only = [chr(i) for i in range(128)]
    accents = [*"aeiou  ", *map(chr, range(0x300, 0x310)), *map(chr, range(0xC0, 0x180))]
    emoji = [*map(chr, range(0x1F300, 0x1F650)), "\u200d", "\ufe0f", "a"]
    words = [*town_text("en", size=4_000).text.split(" "), "<unk>", "<s>", "\n", " "]
    letters = [*"aabcdeefghiijklmnoopqrsttuuvwxyz    ", "ing", "er", "ed"]
    kinds = [known, chinese, ascii_only, accents, emoji, [*SPACES, "a", "1"], letters]
    texts = ["".join(draw.choices(draw.choice(kinds), k=draw.randint(1, 30))) for _ in range(n)]
    return texts + [" ".join(draw.choices(words, k=draw.randint(1, 12))) for _ in range(n // 4)]


def test_thousands_of_strings_give_the_same_ids_and_the_same_text(tokenizer):
    texts = BY_HAND + strings(4000)
    ids, back = run(
        LOAD + "const page = new UnigramTokenizer(given.file);"
        "const ids = given.texts.map((one) => page.encode(one));"
        "answer([ids, ids.map((one) => page.decode(one))]);",
        {"file": to_json(tokenizer), "texts": texts},
    )
    for text, page in zip(texts, ids, strict=True):
        assert page == tokenizer.encode(text), text
    assert back == [tokenizer.decode(one) for one in ids]
    assert sum(len(one) for one in ids) > 40_000
    assert len({token for one in ids for token in one}) > 600
    assert 500 < sum(0 in one for one in ids) < 4_000  # texts with something unknown


def random_bench(draw: random.Random) -> UnigramTokenizer:
    """Tokens of few letters, and scores in halves: many cuts are equally probable, to the last bit."""
    tokens = {"".join(draw.choices("▁aab", k=draw.randint(1, 4))) for _ in range(16)}
    return UnigramTokenizer([("<unk>", 0.0), *((token, -draw.randint(2, 6) / 2) for token in sorted(tokens))])


def all_cuts(tokenizer: UnigramTokenizer, word: str) -> list[tuple[float, list[str]]]:
    """Return every cut with its log-probability, each listed: the definition."""
    cuts: list[list[tuple[float, list[str]]]] = [[(0.0, [])]]
    for end, arriving in enumerate(tokenizer.arrivals(word)[1:], start=1):
        cuts.append(
            [
                (before + score, [*pieces, word[start:end]])
                for start, _, score in arriving
                for before, pieces in cuts[start]
            ]
        )
    return cuts[-1]


def test_the_best_cut_and_the_best_other_one_are_those_among_all_cuts():
    draw = random.Random(1)
    benches = [random_bench(draw) for _ in range(150)]
    words = [["".join(draw.choices("▁aaabd", k=draw.randint(1, 8))) for _ in range(8)] for _ in benches]
    page = run(
        LOAD + "answer(given.files.map((file, n) => { const page = new UnigramTokenizer(file);"
        "return given.words[n].map((word) => [page.bestCut(word), page.runnerUp(word)]); }));",
        {"files": [to_json(one) for one in benches], "words": words},
    )
    n_ties = n_alone = n_unknown = 0
    for bench, row, found in zip(benches, words, page, strict=True):
        for word, (best, other) in zip(row, found, strict=True):
            assert (best["pieces"], best["score"]) == bench.best_cut(word)
            cuts = all_cuts(bench, word)
            rest = [score for score, pieces in cuts if pieces != best["pieces"]]
            assert len(rest) == len(cuts) - 1
            n_unknown += "d" in word
            if other is None:
                assert not rest
                n_alone += 1
                continue
            assert other["score"] == max(rest)
            assert (other["score"], other["pieces"]) in cuts
            assert other["pieces"] != best["pieces"]
            n_ties += other["score"] == best["score"]
    assert n_ties > 50
    assert n_alone > 50
    assert n_unknown > 300


def test_words_are_cut_alike_in_each_normal_form():
    texts = [*BY_HAND, "e\u0301 é ﬁ Ａ ①", "2⁵ ガ"]
    forms = [None, "NFC", "NFD", "NFKC", "NFKD"]
    page = run(
        LOAD + "answer(given.forms.map((form) => given.texts.map((text) => splitWords(text, form))));",
        {"texts": texts, "forms": forms},
    )
    assert page == [[split_words(text, form) for text in texts] for form in forms]


def test_unknown_neighbours_are_one_token_that_keeps_their_text(tokenizer):
    page = run(
        LOAD + 'answer(new UnigramTokenizer(given).wordTokens("▁the😀😀e"));',
        to_json(tokenizer),
    )
    assert page == [
        {"token": "▁the", "text": "▁the"},
        {"token": "<unk>", "text": "😀😀"},
        {"token": "e", "text": "e"},
    ]


def test_another_kind_of_tokenizer_is_refused(tokenizer):
    script = (
        LOAD + 'try { new UnigramTokenizer({ ...given, pre_tokenizer: null }); answer("taken"); }'
        "catch (error) { answer(error.message); }"
    )
    assert "no Unigram" in run(script, to_json(tokenizer))
