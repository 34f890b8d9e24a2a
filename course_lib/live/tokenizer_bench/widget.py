"""BPE, WordPiece and Unigram side by side on any text: the tokens, what they cost, and what comes back.

The page cuts the text with the tokenizers that the notebook trained, in JavaScript that is to be read beside the
library (course_lib/live/in_page/). They travel with the figure, packed. `TokenizerBench.rows` counts the same in
Python. Tested by tests/live/test_tokenizer_bench.py. Left out: training in the page, texts of over 300 characters.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.live.in_page.source import joined
from course_lib.plots.figure import COLORS, new_axes
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.json_parts import Json
from course_lib.tokenizers.saving import to_json
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

HERE = Path(__file__).parent
TOKENIZER_MODULES = ("byte_bpe.js", "wordpiece.js", "unigram.js", "parts.js")
MODULES = (
    *("unpack.js", "visible.js", "round_trip.js", "cuts.js"),
    *("parts.js", "tasks.js", "row.js", "widget.js"),
)
MOST_CHARACTERS = 300
KINDS = {"BPE": ByteBPETokenizer, "WordPiece": WordPieceTokenizer, "Unigram": UnigramTokenizer}
TEXTS = {
    "a sentence": "Nobody thanked the unhappy doctor.",
    "names of the town": "Zola and Thomas live in Mill Street.",
    "a misspelling": "nobdy thankd the unhapy docter",
    "a word that nobody taught it": "the photosynthesis of strawberries",
    "numbers": "1234 crowns in 1987, and 4321 in 2026",
    "a Chinese sentence": "静怡昨天在图书馆读书。",
    "code": "for n in range(10):\n    print(n * 2)",
    "accents": "a café, naïve and déjà vu",
    "an emoji": "happy birthday, dear zola 👩‍👩‍👧",
}


SHADES = ("#dbeafe", "#fef3c7")  # of every other token in the still picture


class Row(NamedTuple):
    """What one tokenizer makes of a text.

    `per_token` is in characters; `unknown` counts tokens; `back` is the decoded text; `lost` says in words how it
    differs from what was typed, and is empty if it does not.
    """

    tokens: list[str]
    per_token: float
    unknown: int
    back: str
    lost: list[str]


class TokenizerBench(LiveFigure):
    """Three tokenizers, or several sets of three, and a text to cut.

    Args:
        benches: by what they have learned from: BPE, WordPiece and Unigram by these names, all of one size.
        texts: to choose from, by name; the first is there at the start.

    Raises:
        ValueError: if there is no bench or no text, a text is too long, or a bench lacks a tokenizer, has one of
            another kind or size, or one with a space in a token.
    """

    _esm = joined(*TOKENIZER_MODULES, *(HERE / module for module in MODULES))
    _css = HERE / "widget.css"
    files = traitlets.Dict().tag(sync=True)  # learned from: kind: a packed tokenizer.json
    texts = traitlets.Dict().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    learned = traitlets.Unicode().tag(sync=True)

    alt = (
        "Three rows of boxes: the tokens that BPE, WordPiece and Unigram make of one sentence. In the live figure a "
        "box takes any text, each token tells how it came about, and each row whether the text comes back as it was "
        "typed."
    )

    def __init__(
        self,
        benches: Mapping[str, Mapping[str, Tokenizer]],
        texts: Mapping[str, str] = TEXTS,
    ) -> None:
        if not benches or not texts:
            raise ValueError(f"there must be a bench and a text at least, got {len(benches)} and {len(texts)}.")
        for text in texts.values():
            if len(text) > MOST_CHARACTERS:
                raise ValueError(f"a text must have {MOST_CHARACTERS} characters at most, got {len(text)}.")
        for learned, bench in benches.items():
            _check(learned, bench)
        self._benches = benches
        files = {learned: {kind: pack(bench[kind]) for kind in KINDS} for learned, bench in benches.items()}
        super().__init__(files=files, texts=dict(texts), text=next(iter(texts.values())), learned=next(iter(benches)))

    def rows(self) -> dict[str, Row]:
        """Return what each tokenizer makes of the present text."""
        return {kind: measure(self._benches[self.learned][kind], self.text) for kind in KINDS}

    def still(self) -> Axes:
        axes = new_axes(f"“{self.text}”, three ways", "characters, with Ġ or ▁ for a space", "tokenizer")
        for place, row in enumerate(self.rows().values()):
            end = 0
            for n, token in enumerate(row.tokens):
                start, end = end, end + len(token.removeprefix("##"))
                axes.barh(place, end - start, left=start, color=SHADES[n % 2], edgecolor=COLORS[0])
                axes.text((start + end) / 2, place, token, ha="center", va="center", size=7, family="monospace")
        axes.set_yticks(range(len(KINDS)), list(KINDS))
        axes.invert_yaxis()
        return axes


def _check(learned: str, bench: Mapping[str, Tokenizer]) -> None:
    for kind, tokenizer_class in KINDS.items():
        if type(bench.get(kind)) is not tokenizer_class:
            found = type(bench.get(kind)).__name__
            raise ValueError(f"{learned!r} must have a {tokenizer_class.__name__} by the name {kind}, got {found}.")
    sizes = [tokenizer.vocab_size for tokenizer in bench.values()]
    if len(set(sizes)) > 1:
        raise ValueError(f"the tokenizers of {learned!r} must have one size, got {sizes}.")


def pack(tokenizer: Tokenizer) -> Json:
    """Return its tokenizer.json with vocabulary, merges and scores as one text each, which takes less room.

    Raises:
        ValueError: if a token has a space, which here parts one from the next.
    """
    with_space = [token for token in tokenizer.vocabulary if " " in token]
    if with_space:
        raise ValueError(f"no token may have a space, {len(with_space)} have, such as {with_space[0]!r}.")
    file = to_json(tokenizer)
    file["model"]["vocab"] = " ".join(tokenizer.vocabulary)
    if isinstance(tokenizer, ByteBPETokenizer):
        file["model"]["merges"] = " ".join(symbol for pair in tokenizer.merges for symbol in pair)
    if isinstance(tokenizer, UnigramTokenizer):
        file["model"]["scores"] = " ".join(map(repr, tokenizer.scores.values()))
    return file


def measure(tokenizer: Tokenizer, text: str) -> Row:
    """Cut a text and put it together again."""
    ids = tokenizer.encode(text)
    unknown_id = None if tokenizer.unknown is None else tokenizer.vocab[tokenizer.unknown]
    known = tokenizer.decode([token_id for token_id in ids if token_id != unknown_id])
    tokens, back = [tokenizer.vocabulary[token_id] for token_id in ids], tokenizer.decode(ids)
    n_unknown = ids.count(unknown_id) if unknown_id is not None else 0
    losses = [] if back == text else lost(text, back, known, n_unknown)
    return Row(tokens, len(text) / len(ids) if ids else 0.0, n_unknown, back, losses)


def lost(text: str, back: str, known: str, unknown: int) -> list[str]:
    """Say in words what the text has and what came back has not.

    Args:
        text: as it was typed.
        back: as it was decoded.
        known: as it was decoded, without the unknown tokens.
        unknown: how many tokens those are.

    >>> lost("Déjà  vu!", "deja vu!", "deja vu!", 0)
    ['1 capital', '2 accents', '1 space']
    """
    accents = (_count(unicodedata.normalize("NFD", one), ("Mn",)) for one in (text, known))
    more = _count(back, BLANK) - _count(text, BLANK)
    losses = [
        _number(unknown, "unknown token"),
        _number(_count(text, ("Lu",)) - _count(known, ("Lu",)), "capital"),
        _number(next(accents) - next(accents), "accent"),
        f"{_number(more, 'space')} too many" if more > 0 else _number(-more, "space"),
    ]
    moved = "the place of a space" if _bare(text) == _bare(back) else "other characters"
    return [loss for loss in losses if loss] or [moved]


BLANK = ("Zs", "Zl", "Zp", "\t", "\n", "\r")  # categories, and characters


def _is(character: str, kinds: tuple[str, ...]) -> bool:
    return character in kinds or unicodedata.category(character) in kinds


def _count(text: str, kinds: tuple[str, ...]) -> int:
    return sum(_is(character, kinds) for character in text)


def _bare(text: str) -> str:
    return "".join(character for character in text if not _is(character, BLANK))


def _number(n: int, name: str) -> str:
    return f"{n} {name}{'' if n == 1 else 's'}" if n > 0 else ""
