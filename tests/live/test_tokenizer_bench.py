"""The bench cuts, counts and explains in the page what the library cuts and counts, and a picture stands in."""

import json
import random
import unicodedata

import pytest
from in_node import imported, needs_node, run

from course_lib.corpora.town.tasks.text import town_text
from course_lib.live.tokenizer_bench.widget import KINDS, TEXTS, TokenizerBench, lost, measure, pack
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.byte_level import split_like_gpt2, to_visible_bytes
from course_lib.tokenizers.saving import to_json
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

LOAD = (
    imported("unpack", "tokenizer_bench/unpack.js")
    + imported("measure", "tokenizer_bench/round_trip.js")
    + imported("cut, mergeSteps", "tokenizer_bench/cuts.js")
    + imported("visible, visibleBytes", "tokenizer_bench/visible.js")
    + imported("reached", "tokenizer_bench/tasks.js")
    + imported("counted", "tokenizer_bench/row.js")
)
BENCH = (
    LOAD + "const bench = Object.fromEntries(Object.entries(given.files)"
    ".map(([kind, file]) => [kind, unpack(file)]));\n"
)


def trained(texts: list[str], size: int):
    return {
        "BPE": ByteBPETokenizer.train(texts, size),
        "WordPiece": WordPieceTokenizer.train(texts, size),
        "Unigram": UnigramTokenizer.train(texts, size, longest=8),
    }


@pytest.fixture(scope="module")
def benches():
    english, chinese = town_text("en", size=8_000).text, town_text("zh", size=1_000).text
    return {"English": trained([english], 500), "both": trained([english[:5_000], chinese], 700)}


@pytest.fixture
def figure(benches):
    return TokenizerBench(benches)


def strings(n: int) -> list[str]:
    """Return random strings: words, ASCII, accents, Chinese, emoji, white space, all that Unicode has."""
    draw = random.Random(0)
    characters = map(chr, range(0x20000))
    known = [one for one in characters if unicodedata.category(one) not in ("Cn", "Cs", "Co")]
    accents = [*"aeiou AEIOU", *map(chr, range(0x300, 0x310)), *map(chr, range(0xC0, 0x180))]
    emoji = [*map(chr, range(0x1F300, 0x1F650)), "\u200d", "a"]
    spaces = [*" \t\n\r\xa0\u3000▁", "a", "B", ",", "."]
    words = [*town_text("en", size=2_000).text.split(" "), "<unk>", "[UNK]", "[MASK]", "<s>"]
    chinese = [*town_text("zh", size=800).text, *map(chr, range(0x4E00, 0x4E20))]
    kinds = [known, [chr(i) for i in range(128)], accents, emoji, spaces, chinese]
    texts = ["".join(draw.choices(draw.choice(kinds), k=draw.randint(1, 25))) for _ in range(n)]
    texts += [" ".join(draw.choices(words, k=draw.randint(1, 9))) for _ in range(n // 2)]
    return [*TEXTS.values(), "", " ", "naïve café  ", "a ,b", "É\u0301", *texts]


@needs_node
@pytest.mark.parametrize("learned", ["English", "both"])
def test_page_and_library_measure_six_hundred_texts_alike(figure, learned):
    figure.learned = learned
    texts = strings(400)
    page = run(
        BENCH + "answer(given.texts.map((text) => Object.fromEntries(Object.entries(bench)"
        ".map(([kind, one]) => [kind, [measure(one, text), cut[kind](one, text)]]))));",
        {"files": figure.files[learned], "texts": texts},
    )
    losses = set()
    for text, found in zip(texts, page, strict=True):
        figure.text = text
        for kind, row in figure.rows().items():
            counts, tokens = found[kind]
            assert counts["tokens"] == len(row.tokens) == len(tokens)
            assert counts["perToken"] == pytest.approx(row.per_token)
            assert (counts["unknown"], counts["back"], counts["lost"]) == (row.unknown, row.back, row.lost), text
            vocab = figure._benches[learned][kind].vocab
            assert [one["id"] for one in tokens] == [vocab[token] for token in row.tokens]
            assert sum(one["unknown"] for one in tokens) == row.unknown
            losses |= {loss.lstrip("0123456789 ").replace("s", "") for loss in row.lost}
    assert losses == {
        "unknown token",
        "capital",
        "accent",
        "pace",
        "pace too many",
        "the place of a pace",
        "other character",
    }


@needs_node
def test_the_tokens_stand_for_the_whole_text(figure):
    """BPE's and Unigram's for each character; WordPiece's for each that is no space."""
    texts = [*TEXTS.values(), "two  spaces, Tom's 42"]
    page = run(
        BENCH + "answer(given.texts.map((text) => Object.fromEntries(Object.entries(bench)"
        ".map(([kind, one]) => [kind, cut[kind](one, text).map((token) => token.text)]))));",
        {"files": figure.files["English"], "texts": texts},
    )
    for text, found in zip(texts, page, strict=True):
        assert "".join(found["Unigram"]) == "▁" + text.replace(" ", "▁")
        bare = unicodedata.normalize("NFD", text.replace("\u200d", "")).lower()
        kept = [one for one in bare if not one.isspace() and unicodedata.category(one) != "Mn"]
        assert "".join(found["WordPiece"]) == "".join(kept)
        if text.isascii():
            assert "".join(found["BPE"]) == text.replace(" ", "␣").replace("\n", "⏎")


@needs_node
def test_the_merges_told_are_those_that_make_the_token(benches):
    """Applied one by one to the bytes, they lead from single bytes to the library's tokens."""
    for bpe in (bench["BPE"] for bench in benches.values()):
        ranks = {pair: rank for rank, pair in enumerate(bpe.merges)}
        words = sorted({word for text in strings(100) for word in split_like_gpt2(text)})
        page = run(
            BENCH + "answer(given.words.map((word) => mergeSteps([...word], bench.BPE.ranks)));",
            {"files": {"BPE": pack(bpe)}, "words": [to_visible_bytes(word) for word in words]},
        )
        n_steps = 0
        for word, steps in zip(words, page, strict=True):
            at = dict(enumerate(to_visible_bytes(word)))  # by the place of a token's first byte
            for step in steps:
                left, right = at[step["start"]], at.pop(step["start"] + len(step["left"]))
                assert (left, right) == (step["left"], step["right"])
                assert ranks[left, right] == step["rank"]
                at[step["start"]] = left + right
            assert list(at.values()) == (bpe.tokens(word) if word else [])
            n_steps += len(steps)
        assert n_steps > 500


@needs_node
def test_each_kind_says_why(figure):
    texts = ["thanked", "静a", "xyzzy 好", "a[MASK]"]
    page = run(
        BENCH + "answer(given.texts.map((text) => Object.fromEntries(Object.entries(bench)"
        ".map(([kind, one]) => [kind, cut[kind](one, text).map((token) => [token.shown, token.explain()])]))));",
        {"files": figure.files["English"], "texts": texts},
    )
    all_bpe = dict(page[1]["BPE"])
    assert all_bpe["E9"] == "The byte E9, which no merge took in. It holds 1 of the 3 bytes of “静”."
    assert all_bpe["a"] == "The byte 61, which no merge took in."
    assert page[2]["WordPiece"][-1] == [
        "[UNK]",
        "Stands for the whole word “好”: at some place no token fits, so all of it is lost.",
    ]
    assert page[3]["WordPiece"][-1] == ["[MASK]", "A special token: it is never cut, wherever it stands."]
    shown, why = page[0]["WordPiece"][-1]
    assert why.startswith("The longest token that begins what was left of “thanked”, “")
    unigram = figure._benches["English"]["Unigram"]
    pieces, score = unigram.best_cut("▁thanked")
    assert [shown for shown, _ in page[0]["Unigram"]] == pieces
    for shown, why in page[0]["Unigram"]:
        assert f"Log-probability −{-unigram.scores[shown]:.2f}. " in why
        assert f"“▁thanked” comes to −{-score:.2f} in all. The best other cut, " in why
        assert "less probable." in why
    assert "Stands for “好”, which no token has; counted with" in page[2]["Unigram"][-1][1]


@needs_node
def test_a_token_tells_its_merges_by_hand():
    """In “the cat, the hat” the pairs a + t, h + e and t + h occur twice; the smallest ids go first."""
    bpe = ByteBPETokenizer.train(["the cat, the hat"], vocab_size=259)
    assert bpe.merges == [("a", "t"), ("h", "e"), ("t", "he")]
    page = run(
        BENCH + 'answer(cut.BPE(bench.BPE, "the hat").map((token) => [token.shown, token.token, token.explain()]));',
        {"files": {"BPE": pack(bpe)}},
    )
    assert page == [
        ["the", "the", "Made by 2 of the 3 merges, 2: h + e, 3: t + he."],
        ["␣", "Ġ", "The byte 20, which no merge took in."],
        ["h", "h", "The byte 68, which no merge took in."],
        ["at", "at", "Made by one of the 3 merges, 1: a + t."],
    ]


@needs_node
def test_spaces_and_bytes_can_be_seen():
    rows = [[0x20, 0x61], [0xE9, 0x9D, 0x99, 0xE6, 0x80], [0x80, 0xE5, 0xA5, 0xBD], [0xFF, 0x0A], [0xED, 0xA0, 0x80]]
    page = run(
        LOAD + "answer([given.rows.map((row) => visibleBytes(Uint8Array.from(row))), "
        'visible(" a\\n\\t\\u200d\\u00a0"), counted({ tokens: 1, perToken: 2.5, unknown: 0 })]);',
        {"rows": rows},
    )
    assert page[0] == ["␣a", "静E6·80", "80好", "FF⏎", "ED·A0·80"]
    assert page[1] == "␣a⏎⇥U+200DU+00A0"
    assert page[2] == "1 token · 2.5 characters a token · 0 unknown"


@needs_node
def test_the_tasks_are_reached_by_a_text_of_ones_own_and_by_nothing_less(figure):
    listed = TEXTS["a misspelling"]
    goals = {
        listed: [False, False],
        "thanked the doctor in the street": [True, False],
        "thanked the doctor ": [False, False],  # 19 characters
        "Thanked the doctor in the street": [False, False],  # Unigram gives it back
        " thanked the doctor in the street": [False, True],
        " thanked the doctor in the street 好": [False, False],  # not all is known
    }
    page = run(
        BENCH + "answer(given.texts.map((text) => reached(text, Object.fromEntries(Object.entries(bench)"
        ".map(([kind, one]) => [kind, measure(one, text)])), [given.listed])));",
        {"files": figure.files["English"], "texts": list(goals), "listed": listed},
    )
    assert page == list(goals.values())
    figure.text = " thanked the doctor in the street"
    assert {kind: row.lost for kind, row in figure.rows().items()} == {
        "BPE": [],
        "WordPiece": ["1 space"],
        "Unigram": ["1 space"],
    }


def test_a_packed_tokenizer_is_small_and_holds_everything(benches):
    for bench in benches.values():
        for kind, tokenizer in bench.items():
            packed, whole = pack(tokenizer), to_json(tokenizer)
            assert len(json.dumps(packed)) < 0.9 * len(json.dumps(whole))
            assert packed["model"]["vocab"].split(" ") == list(tokenizer.vocabulary)
            if kind == "Unigram":
                scores = [float(one) for one in packed["model"]["scores"].split(" ")]
                assert scores == list(tokenizer.scores.values())


def test_the_program_is_one_text_without_imports_and_with_one_name_for_each_thing(figure):
    program = figure._esm
    assert "import {" not in program
    assert program.count("export default") == 1
    names = [line.split()[1].split("(")[0] for line in program.splitlines() if line.startswith(("const ", "let "))]
    names += [
        line.split()[1].split("(")[0] for line in program.splitlines() if line.startswith(("function ", "class "))
    ]
    assert len(names) == len(set(names)) > 40


def test_losses_by_hand():
    assert lost("Déjà  vu!", "deja vu!", "deja vu!", 0) == ["1 capital", "2 accents", "1 space"]
    assert lost("A 好", "a [UNK]", "a", 1) == ["1 unknown token", "1 capital"]
    assert lost("a ,b", "a, b", "a, b", 0) == ["the place of a space"]
    assert lost("a,b", "a, b", "a, b", 0) == ["1 space too many"]
    assert lost("a\x00", "a", "a", 0) == ["other characters"]


def test_a_row_by_hand():
    tokenizer = WordPieceTokenizer(["[UNK]", "play", "##ing", "好"], special_tokens=["[UNK]"])
    row = measure(tokenizer, "Playing x")
    assert row.tokens == ["play", "##ing", "[UNK]"]
    assert (row.per_token, row.unknown, row.back) == (3.0, 1, "playing [UNK]")
    assert measure(tokenizer, "") == ([], 0.0, 0, "", [])


def test_the_still_picture_shows_all_tokens(figure):
    axes = figure.still()
    rows = figure.rows().values()
    assert len(axes.patches) == sum(len(row.tokens) for row in rows)
    assert [text.get_text() for text in axes.texts] == [token for row in rows for token in row.tokens]


def test_benches_that_do_not_fit_are_refused(benches):
    english = benches["English"]
    with pytest.raises(ValueError, match="got 0 and 1"):
        TokenizerBench({}, {"one": "text"})
    with pytest.raises(ValueError, match="300 characters at most, got 301"):
        TokenizerBench(benches, {"long": "x" * 301})
    with pytest.raises(ValueError, match="ByteBPETokenizer by the name BPE, got UnigramTokenizer"):
        TokenizerBench({"English": {**english, "BPE": english["Unigram"]}})
    with pytest.raises(ValueError, match=r"one size, got \[700, 500, 500\]"):
        TokenizerBench({"English": {**english, "BPE": benches["both"]["BPE"]}})
    spaced = WordPieceTokenizer(["[UNK]", "a b"], special_tokens=["[UNK]"])
    with pytest.raises(ValueError, match="1 have, such as 'a b'"):
        pack(spaced)


def test_all_kinds_are_there(figure):
    assert list(figure.rows()) == list(KINDS) == ["BPE", "WordPiece", "Unigram"]
