"""The figure of blanks: its guesses are the models', and the page judges as Python does."""

import random

import pytest
import torch
from in_node import imported, needs_node, run

from course_lib.live.fill_in.guesses import END, from_both_sides, from_the_left, words_of
from course_lib.live.fill_in.widget import FillIn, left_of
from course_lib.models.bert import BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

TEXTS = [("Anna's kite was red.", "She lost the kite."), ("Ben sang.", "He was unstoppable!")]
CORPUS = ["anna kite was red she lost the ben sang he . ! ' s " * 9 + "tap tub plea"]
WORDPIECE = WordPieceTokenizer.train(CORPUS, 75)
BPE = ByteBPETokenizer.train([" ".join(" ".join(text) for text in TEXTS)], 290, [END])


@pytest.fixture(scope="module")
def bert():
    torch.manual_seed(1)
    sizes = {"context_length": 24, "d_model": 12, "n_heads": 3, "n_layers": 2, "d_ff": 20}
    return BertForPretraining(BertConfig(WORDPIECE.vocab_size, **sizes)).eval()


@pytest.fixture(scope="module")
def gpt():
    torch.manual_seed(2)
    config = GPTConfig(BPE.vocab_size, context_length=64, d_model=12, n_heads=3, n_layers=2)
    return GPT(config).eval()


@pytest.fixture
def figure(bert, gpt):
    return FillIn(TEXTS, "kite", bert, WORDPIECE, gpt, BPE)


def in_node(call, settings):
    """Return what a function of blank.js gives for each setting."""
    script = f"answer(given.map((setting) => {call}(...setting)));"
    return run(imported(call, "fill_in/blank.js") + script, settings)


def test_bert_guesses_what_it_says_of_a_mask_at_that_place(bert):
    found = from_both_sides(TEXTS[0], bert, WORDPIECE)
    masked = TEXTS[0][1].replace("lost", "[MASK]")
    batch = WORDPIECE.encode_batch([(TEXTS[0][0], masked)], pad="[PAD]")
    blank = batch.token_ids[0].tolist().index(WORDPIECE.vocab["[MASK]"])
    with torch.no_grad():
        shares = bert(batch.token_ids, batch.segments).tokens[0, blank].softmax(dim=-1)
    words = [TEXTS[0][0][a:b] for a, b in words_of(TEXTS[0][0])]
    words += [TEXTS[0][1][a:b] for a, b in words_of(TEXTS[0][1])]
    lost = found[words.index("lost")]
    assert lost is not None
    true = shares[WORDPIECE.vocab["lost"]]
    assert lost.probability == pytest.approx(float(true), rel=1e-4)
    assert lost.place == int((shares > true).sum()) + 1
    assert lost.top[0][0] == WORDPIECE.vocabulary[int(shares.argmax())]


def test_a_word_of_several_pieces_is_left_out(bert):
    assert len(WORDPIECE.encode("unstoppable")) > 1
    found = from_both_sides(TEXTS[1], bert, WORDPIECE)
    assert [one is None for one in found] == [False, False, False, False, False, True, False]


def test_an_unknown_word_is_left_out(bert):
    assert WORDPIECE.encode("Zoë") == [WORDPIECE.vocab["[UNK]"]]
    assert from_both_sides(("Zoë sang.", "He sang."), bert, WORDPIECE)[0] is None


def test_the_gpt_gives_each_word_the_product_of_its_pieces(gpt):
    found = from_the_left(TEXTS[1], gpt, BPE, WORDPIECE.vocabulary)
    before, word = BPE.encode("Ben sang. He was"), BPE.encode(" unstoppable")
    ids = [BPE.vocab[END], *before, *word]
    with torch.no_grad():
        log_p = gpt(torch.tensor([ids]))[0].log_softmax(dim=-1)
    expected = sum(log_p[len(before) + i, piece] for i, piece in enumerate(word)).exp()
    assert found[5].probability == pytest.approx(float(expected), rel=1e-3)


def test_the_right_side_changes_nothing_for_the_gpt(gpt):
    one = from_the_left(("Ben sang.", "He lost the kite."), gpt, BPE, [])
    other = from_the_left(("Ben sang.", "He lost the red kite!"), gpt, BPE, [])
    assert [a.probability for a in one[:6]] == pytest.approx([b.probability for b in other[:6]])


def judged(figure):
    """Return all blanks as the page gets them, and Python's verdict on each."""
    settings, verdicts = [], []
    for number, text in enumerate(figure.texts):
        for place, both in enumerate(text["both"]):
            if both:
                figure.text, figure.place = number, place
                left = text["left"][place]
                settings.append([both, left, figure.enough, figure.little])
                verdicts.append(figure.reached())
    return settings, verdicts


@needs_node
def test_javascript_and_python_judge_alike_and_read_the_same_text(figure):
    rng = random.Random(3)
    texts = []
    for text in figure.texts:
        random_ones = [[{"top": [], "p": rng.random(), "place": rng.choice([1, 1, 2, 7])}
                        for _ in text["words"]] for _ in range(2)]  # fmt: skip
        texts.append(text | {"both": random_ones[0], "left": random_ones[1]})
    figure.texts = texts
    figure.enough, figure.little = 0.4, 0.6
    settings, verdicts = judged(figure)
    assert in_node("reached", settings) == verdicts
    assert {True, False} == set(verdicts)
    places = [[text, place] for text in texts for place in range(len(text["words"]) + 1)]
    assert in_node("leftOf", places) == [left_of(text, place) for text, place in places]


@needs_node
def test_the_next_blank_passes_over_words_that_cannot_be_hidden():
    both: list[dict | None] = [None, {}, None, None, {}, {}]
    moves = [[both, -1, 1], [both, 1, 1], [both, 5, 1], [both, 4, -1], [both, 1, -1]]
    assert in_node("nextPlace", moves) == [1, 4, 5, 1, 1]


def test_the_answers_are_those_that_reach_the_task(figure):
    figure.enough, figure.little = 0.0, 1.0
    first = [
        word
        for text in figure.texts
        for word, both in zip(text["words"], text["both"], strict=True)
        if both and both["place"] == 1
    ]
    before = figure.text, figure.place
    assert [word for word, _ in figure.answers()] == first
    assert (figure.text, figure.place) == before


def test_the_still_picture_shows_the_guesses_at_the_start(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert heights == [p for _, p in figure.guesses(left_only=False)["top"]]
    assert "Anna's" in figure.still().get_title(loc="left")


def test_without_a_checkpoint_the_page_fetches_nothing(figure):
    assert (figure.checkpoint, figure.files) == ("", {})


def test_a_model_that_is_not_shipped_is_refused(bert, gpt):
    with pytest.raises(ValueError, match=r"models are .*town_bert"):
        FillIn(TEXTS, "kite", bert, WORDPIECE, gpt, BPE, checkpoint="village_bert")


def test_a_text_or_word_that_is_missing_is_refused(bert, gpt):
    with pytest.raises(ValueError, match="at least 1 text, got 0"):
        FillIn([], "kite", bert, WORDPIECE, gpt, BPE)
    with pytest.raises(ValueError, match="of the first text, got 'sang'"):
        FillIn(TEXTS, "sang", bert, WORDPIECE, gpt, BPE)
    with pytest.raises(ValueError, match="a whole word of the first text, got 'unstoppable'"):
        FillIn(TEXTS[::-1], "unstoppable", bert, WORDPIECE, gpt, BPE)
