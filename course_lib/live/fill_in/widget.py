"""Hide a word of a short text: what does a model guess that reads both sides of the blank,
and what one that reads only the left side?

For a few texts both models' guesses are stored. For the reader's own sentences the page
computes what `BertForPretraining` computes, from the same file of weights, in JavaScript
that is to be read beside the library (course_lib/live/in_page/). The weights are fetched
when the reader asks for them, not before. Tested by tests/live/test_fill_in.py and
test_fill_in_gaps.py.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.live.fill_in.gaps import gap_shares, in_common, one_word_apart, read_gaps
from course_lib.live.fill_in.guesses import Guess, from_both_sides, from_the_left, words_of
from course_lib.live.in_page.files import page_files, send_file
from course_lib.live.in_page.source import BERT_MODULES, joined
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT
from course_lib.plots.bars import draw_bars
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

HERE = Path(__file__).parent
MODULES = (
    *("gaps.js", "parts.js", "blank.js"),
    *("sentence.js", "own.js", "widget.js"),
)
ENOUGH, LITTLE = 0.5, 0.1  # task 1: from both sides at least, from the left at most
LITTLE_COMMON = 0.2  # task 2: two sentences' guesses have less in common
SENTENCE = "Anna was worried.\nShe went to the [clinic] and saw the doctor."
OTHER = "Anna was worried.\nHe went to the [clinic] and saw the doctor."


class FillIn(LiveFigure):
    """A blank that moves over a few texts, and the guesses of two models for it.

    Both models run when the figure is made; the page gets their guesses for every word.
    Below, BERT runs in the page, on sentences that the reader writes.

    Args:
        texts: each two sentences, of the kind that the models were trained on.
        word: the word of the first text that is hidden at the start.
        bert, bert_tokenizer: read both sides.
        gpt, gpt_tokenizer: read the left side.
        checkpoint: the shipped model that `bert` is, for the page to fetch; without one
            the reader has the given texts only.
        sentence, other: what is there at the start: a word in [brackets] is hidden, a
            new line begins the second text of a pair.

    Raises:
        ValueError: if there is no text, the word can't be hidden in the first one, or
            there is no such model.
    """

    _esm = joined(*BERT_MODULES, *(HERE / module for module in MODULES))
    _css = HERE / "widget.css"
    texts = traitlets.List(traitlets.Dict()).tag(sync=True)
    text = traitlets.Int(0).tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    left_only = traitlets.Bool(False).tag(sync=True)
    enough = traitlets.Float(ENOUGH).tag(sync=True)
    little = traitlets.Float(LITTLE).tag(sync=True)
    checkpoint = traitlets.Unicode().tag(sync=True)
    files = traitlets.Dict().tag(sync=True)  # path: its number of bytes, and its version
    sentence = traitlets.Unicode(SENTENCE).tag(sync=True)
    other = traitlets.Unicode(OTHER).tag(sync=True)
    compare = traitlets.Bool(False).tag(sync=True)
    little_common = traitlets.Float(LITTLE_COMMON).tag(sync=True)

    alt = (
        "Bars: the five likeliest words for the blank at the start, with their "
        "probabilities, by a model that reads both sides. In the live figure the reader "
        "moves the blank, changes the text, lets a model guess from the left side only, and "
        "writes sentences with gaps that the model fills."
    )

    def __init__(
        self,
        texts: Sequence[tuple[str, str]],
        word: str,
        bert: BertForPretraining,
        bert_tokenizer: WordPieceTokenizer,
        gpt: GPT,
        gpt_tokenizer: Tokenizer,
        checkpoint: str = "",
        sentence: str = SENTENCE,
        other: str = OTHER,
    ) -> None:
        if not texts:
            raise ValueError("there must be at least 1 text, got 0.")
        made = []
        for text in texts:
            both = from_both_sides(text, bert, bert_tokenizer)
            left = from_the_left(text, gpt, gpt_tokenizer, bert_tokenizer.vocabulary)
            made.append(as_state(text, both, left))
        first = made[0]
        if word not in first["words"] or not first["both"][first["words"].index(word)]:
            raise ValueError(f"word must be a whole word of the first text, got {word!r}.")
        self._bert, self._tokenizer = bert, bert_tokenizer
        super().__init__(
            texts=made,
            place=first["words"].index(word),
            checkpoint=checkpoint,
            files=page_files(checkpoint) if checkpoint else {},
            sentence=sentence,
            other=other,
        )
        self.on_msg(send_file)

    def guesses(self, left_only: bool) -> dict[str, Any]:
        """Return what is guessed for the blank as it stands."""
        text = self.texts[self.text]
        found: dict[str, Any] = text["left" if left_only else "both"][self.place]
        return found

    def reached(self) -> bool:
        """Return whether the right side alone gives the hidden word away.

        That is: the likeliest from both sides, with at least `enough`; from the left, less
        than `little`.
        """
        both, left = self.guesses(left_only=False), self.guesses(left_only=True)
        is_found = both["place"] == 1 and both["p"] >= self.enough
        return bool(is_found and left["p"] < self.little)

    def answers(self) -> list[tuple[str, str]]:
        """Return all words that reach the task: (the word, what is left of it)."""
        before, found = (self.text, self.place), []
        for number, text in enumerate(self.texts):
            for place, both in enumerate(text["both"]):
                if both:
                    self.text, self.place = number, place
                    if self.reached():
                        found.append((text["words"][place], left_of(text, place)))
        self.text, self.place = before
        return found

    def in_common(self, sentence: str, other_sentence: str) -> list[float]:
        """Return for each gap how much the guesses for two sentences have in common.

        Empty if the sentences differ in more or less than one word outside their gaps.
        """
        one, other = read_gaps(sentence), read_gaps(other_sentence)
        if not one_word_apart(one, other) or len(one.hidden) != len(other.hidden):
            return []
        models = self._bert, self._tokenizer
        found: list[float] = in_common(
            gap_shares(one, *models),
            gap_shares(other, *models),
        ).tolist()
        return found

    def still(self) -> Axes:
        text, top = self.texts[self.text], self.guesses(self.left_only)["top"]
        return draw_bars(
            {"probability": [p for _, p in top]},
            [word for word, _ in top],
            title=f"“{left_of(text, self.place)} ▢ …”",
            xlabel="word in the blank",
            ylabel="probability",
        )


def as_state(
    sentences: tuple[str, str],
    both: Sequence[Guess | None],
    left: Sequence[Guess],
) -> dict[str, Any]:
    """Return a text and its guesses as the page gets them."""
    text = " ".join(sentences)
    places = words_of(text)
    return {
        "words": [text[start:end] for start, end in places],
        "spaced": [text[:start].endswith(" ") for start, _ in places],
        "n_first": len(words_of(sentences[0])),
        "both": [one and packed(one) for one in both],
        "left": [packed(one) for one in left],
    }


def packed(one: Guess) -> dict[str, Any]:
    """Return a guess with few decimals: what can be seen."""
    top = [[word, round(p, 4)] for word, p in one.top]
    return {"top": top, "p": round(one.probability, 4), "place": one.place}


def left_of(text: dict[str, Any], place: int) -> str:
    """Return what stands before a word."""
    pairs = zip(text["words"][:place], text["spaced"][:place], strict=True)
    return "".join(" " * spaced + word for word, spaced in pairs)
