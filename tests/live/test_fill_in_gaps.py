"""A reader's own sentences: the page reads them, fills their gaps and judges them as Python does."""

import random
import re
import subprocess
from typing import Any

import pytest
from in_node import FILES, NODE, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.live.fill_in.gaps import (
    bracketed,
    gap_guesses,
    gap_shares,
    in_common,
    one_word_apart,
    read_gaps,
)
from course_lib.live.fill_in.widget import LITTLE_COMMON, FillIn
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.bpe import ByteBPETokenizer

FOLDER = checkpoint("town_bert")
NAMES = "bracketed, guessOf, inCommon, inputOf, oneWordApart, readGaps, toggleGap"
LOAD = (
    imported(NAMES, "fill_in/gaps.js")
    + imported("compared", "fill_in/own.js")
    + imported("BertForPretraining", "in_page/bert.js")
    + imported("readSafetensors", "in_page/safetensors.js")
    + imported("WordPieceTokenizer", "in_page/wordpiece.js")
    + FILES
    + """
    const bert = new BertForPretraining(json("config.json"), readSafetensors(weights()));
    const tokenizer = new WordPieceTokenizer(json("tokenizer.json"));
    function answered(sentence) {
      const read = readGaps(sentence), input = inputOf(tokenizer, read);
      const logits = bert.forward(input.tokenIds, input.segments, input.gaps);
      const guesses = logits.map((row, gap) => guessOf(tokenizer, row, read.hidden[gap]));
      return { read, input, guesses };
    }
    """
)
TEXTS = [
    ("Anna was worried.", "She went to the clinic and consulted the doctor."),
    ("Ben's clock broke.", "He was unstoppable!"),
]
PARTS = ["She", "went", "to the", "[clinic]", "[MASK]", "[]", "[ key ]", "and", ".", "\n", "\n", "Zoë", "[Zoë]"]
PARTS += ["[unstoppable]", "[[a]", "]", "[", "[two words]", "[SEP]", "[MASK ]", " ", "🙂", "[.]", "x[a]y"]
AGAINST = [
    ("She saw the [doctor].", "He saw the [doctor]."),
    ("Anna was ill.\nShe went to the [clinic] and saw the doctor.",) * 2,
    (
        "Anna was ill.\nShe went to the [clinic] and saw the doctor.",
        "Anna was ill.\nShe went to the [clinic] and saw the baker.",
    ),
    ("She bought a [kite] at the [market].", "She lost a [kite] at the [market]."),
    ("She saw [a] cat.", "He saw [the] cat."),
    ("She saw [a] cat.", "She saw [a] red cat."),
    ("She saw [a] [cat].", "She saw [a] cat."),
    ("a\nb [c]", "a x b [c]"),
    ("a b\n[c]", "a\nb [c]"),
    ("no gap", "one gap"),
    ("", ""),
]


@pytest.fixture(scope="module")
def loaded() -> Any:
    model, tokenizer = load_with_tokenizer(FOLDER)
    return model.eval(), tokenizer


@pytest.fixture(scope="module")
def figure(loaded) -> FillIn:
    bert, tokenizer = loaded
    bpe = ByteBPETokenizer.train([" ".join(map(" ".join, TEXTS))], 290, ["<|endoftext|>"])
    gpt = GPT(GPTConfig(bpe.vocab_size, context_length=96, d_model=8, n_heads=1, n_layers=1))
    return FillIn(TEXTS, "doctor", bert, tokenizer, gpt.eval(), bpe, checkpoint="town_bert")


def in_page(script: str, **given: Any) -> Any:
    return run(LOAD + script, {"folder": str(FOLDER), **given})


def sentences(n: int) -> list[str]:
    draw = random.Random(0)
    return [" ".join(draw.choices(PARTS, k=draw.randint(1, 9))) for _ in range(n)]


@needs_node
def test_four_hundred_sentences_are_read_alike():
    given = sentences(400)
    page = in_page(
        "answer(given.all.map((one) => { try { return readGaps(one); } catch ({ message }) { return message; } }));",
        all=given,
    )
    n_refused = n_gaps = 0
    for sentence, found in zip(given, page, strict=True):
        if isinstance(found, str):
            with pytest.raises(ValueError, match=re.escape(found)):
                read_gaps(sentence)
            n_refused += 1
            continue
        expected = read_gaps(sentence)
        assert found == {"texts": list(expected.texts), "hidden": list(expected.hidden)}, sentence
        n_gaps += len(expected.hidden)
    assert n_refused > 5
    assert n_gaps > 500


@needs_node
def test_gaps_are_filled_as_in_python(loaded):
    given = [one for one in sentences(120) if len([line for line in one.split("\n") if line.strip()]) <= 2]
    page = in_page("answer(given.all.map((one) => answered(one).guesses));", all=given)
    n_known = n_unknown = 0
    for sentence, found in zip(given, page, strict=True):
        expected = gap_guesses(read_gaps(sentence), *loaded)
        assert len(found) == len(expected), sentence
        for one, (guess, is_known) in zip(found, expected, strict=True):
            assert [p for _, p in one["top"]] == pytest.approx([p for _, p in guess.top], abs=1e-5)
            assert one["top"][0][0] == guess.top[0][0]
            assert (one["p"] is not None) == is_known
            n_known, n_unknown = n_known + is_known, n_unknown + (not is_known)
            if is_known:
                assert one["p"] == pytest.approx(guess.probability, rel=1e-3)
                assert abs(one["place"] - guess.place) <= 1
    assert min(n_known, n_unknown) > 40


@needs_node
def test_the_page_computes_the_guesses_that_are_stored(figure):
    """Each word of each text, hidden in brackets, gets live what the figure has stored of it."""
    places = [(text, i) for text in figure.texts for i, both in enumerate(text["both"]) if both]
    page = in_page(
        """
        answer(given.places.map(([text, place]) => {
          const sentence = bracketed(text, place);
          return [sentence, answered(sentence).guesses[0]];
        }));
        """,
        places=places,
    )
    for (text, place), (sentence, guess) in zip(places, page, strict=True):
        assert sentence == bracketed(text, place)
        stored = text["both"][place]
        assert guess["p"] == pytest.approx(stored["p"], abs=2e-4)
        assert guess["place"] == stored["place"]
        assert guess["top"][0][0] == stored["top"][0][0]
    assert len(places) > 20
    assert page[0][0] == "[Anna] was worried.\nShe went to the clinic and consulted the doctor."


@needs_node
def test_two_sentences_are_compared_as_in_python(loaded, figure):
    page = in_page(
        """
        answer(given.pairs.map(([one, other]) => {
          const [a, b] = [answered(one), answered(other)];
          const said = compared(a, b, given.little);
          return [oneWordApart(a.read, b.read), said.reached, said.words];
        }));
        """,
        pairs=AGAINST,
        little=LITTLE_COMMON,
    )
    for (one, other), (apart, reached, words) in zip(AGAINST, page, strict=True):
        expected = one_word_apart(read_gaps(one), read_gaps(other))
        assert apart == (expected and list(expected)), (one, other)
        shares = figure.in_common(one, other)
        assert reached == any(share < LITTLE_COMMON for share in shares)
        assert ("in common" in words) == bool(shares)
    assert [reached for _, reached, _ in page] == [i == 2 for i in range(len(AGAINST))]
    share = f"{100 * figure.in_common(*AGAINST[2])[0]:.0f} %"
    assert page[2][2] == f"✓ Reached. “doctor” or “baker”: the guesses have {share} in common."
    assert "in common in gap 1, " in page[3][2]


def test_in_common_by_hand():
    import torch

    one, other = torch.tensor([[0.5, 0.5, 0.0], [1, 0, 0]]), torch.tensor([[0.2, 0.3, 0.5], [0, 0, 1]])
    assert in_common(one, other).tolist() == pytest.approx([0.5, 0])


def test_shares_are_of_each_gap_in_order(loaded):
    model, tokenizer = loaded
    shares = gap_shares(read_gaps("She went to the [x] and [y] a dictionary."), model, tokenizer)
    assert shares.shape == (2, tokenizer.vocab_size)
    words = [tokenizer.vocabulary[i] for i in shares.argmax(dim=-1)]
    assert words[0] in ("bookshop", "market", "library")
    assert words[1] in ("bought", "borrowed")


@needs_node
@pytest.mark.parametrize(
    ("sentence", "cursor", "expected"),
    [
        ("Anna sang.", 0, "[Anna] sang."),
        ("Anna sang.", 4, "[Anna] sang."),
        ("Anna sang.", 7, "Anna [sang]."),
        ("Anna sang.", 10, "Anna [sang]."),  # after the full stop: the last word before it
        ("[Anna] sang.", 0, "Anna sang."),
        ("[Anna] sang.", 3, "Anna sang."),
        ("[Anna] sang.", 9, "[Anna] [sang]."),
        ("  Anna", 0, "  [Anna]"),
        ("Zoë's", 1, "[Zoë]'s"),
        ("a [MASK]", 4, "a MASK"),
        ("", 0, "[MASK]"),
        ("… ", 2, "… [MASK]"),
    ],
)
def test_the_word_at_the_cursor_is_hidden_and_shown_again(sentence, cursor, expected):
    once, twice = in_page(
        """
        const once = toggleGap(given.sentence, given.cursor);
        answer([once.sentence, toggleGap(once.sentence, once.cursor).sentence]);
        """,
        sentence=sentence,
        cursor=cursor,
    )
    assert once == expected
    if any(letter.isalpha() for letter in sentence) and "MASK" not in sentence:
        assert twice == sentence


@needs_node
def test_the_programs_of_all_modules_fit_together(tmp_path):
    """Laid one after the other, no two modules may use one name."""
    program = tmp_path / "figure.mjs"
    program.write_text(str(FillIn._esm), encoding="utf-8")
    done = subprocess.run([NODE, "--check", str(program)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_page_that_asks_is_answered_with_bytes(figure, monkeypatch):
    sent: list[Any] = []
    monkeypatch.setattr(figure, "send", lambda content, buffers=None: sent.append((content, buffers)))
    figure._handle_custom_msg({"path": "town_bert/config.json"}, [])
    assert sent == [({"path": "town_bert/config.json"}, [(FOLDER / "config.json").read_bytes()])]
