"""Unigram: every token has a probability, and a word is cut in the most probable way.

    log p(tokens) = Σ log p(token)      the best cut, found from left to right, is
    best(end) = max over tokens that end at `end` of best(start of the token) + log p(token)

Source: Kudo (2018), sections 3.2 and 3.3, https://arxiv.org/abs/1804.10959. Training: `unigram_training`.
White space becomes a part of the tokens, as in SentencePiece (Kudo and Richardson, 2018): "▁" begins a word.
Held equal to `tokenizers.models.Unigram` by tests/tokenizers/test_unigram.py: tokens, scores, ids, decoded text.
Left out: a token for each byte of an unknown character, the character tables that T5 normalises with.
"""

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from math import exp, isfinite
from typing import Literal

from course_lib.tokenizers.tokenizer import Tokenizer, count_words
from course_lib.tokenizers.unigram_training import learn_pieces, log_sum

SPACE = "▁"
UNKNOWN_PENALTY = 10.0  # how far an unknown character's log-probability lies below the smallest of the vocabulary's
_WORD = re.compile(f"{SPACE}[^{SPACE}]*|[^{SPACE}]+")

Arrival = tuple[int, int, float]  # of a token: start, end, log-probability


class UnigramTokenizer(Tokenizer):
    """Cuts each word into its most probable tokens.

    >>> scores = [("<unk>", 0.0), ("▁", -3.0), ("▁hug", -2.0), ("s", -2.0), ("▁hu", -1.5), ("gs", -1.0)]
    >>> tokenizer = UnigramTokenizer(scores)
    >>> tokenizer.best_cut("▁hugs")
    (['▁hu', 'gs'], -2.5)
    >>> tokenizer.decode(tokenizer.encode("hugs hugs"))
    'hugs hugs'
    """

    def __init__(
        self,
        scores: Sequence[tuple[str, float]],
        special_tokens: Sequence[str] = ("<unk>",),
        unknown: str = "<unk>",
        normal_form: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = None,
    ) -> None:
        """Take the tokens in the order of their ids, each with its log-probability.

        Args:
            normal_form: how the text's Unicode is normalised; None leaves it as it is.

        Raises:
            ValueError: as any tokenizer; and if a score is no finite number.
        """
        super().__init__([token for token, _ in scores], special_tokens, unknown)
        self.scores = {token: float(score) for token, score in scores}
        for token, score in self.scores.items():
            if not isfinite(score):
                raise ValueError(f"each token's log-probability must be a finite number, got {score} for {token!r}.")
        self.normal_form = normal_form
        self._unknown_score = min(self.scores.values()) - UNKNOWN_PENALTY
        self._beginnings = {token[:n] for token in self.vocabulary for n in range(1, len(token))}

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        vocab_size: int,
        special_tokens: Sequence[str] = ("<unk>",),
        normal_form: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = None,
        longest: int = 16,
    ) -> "UnigramTokenizer":
        """Learn pieces of at most `longest` characters and their probabilities; the special tokens get the first ids.

        Raises:
            ValueError: if there are no words, or fewer tokens are asked for than there are characters and special ones.
        """
        counts = count_words(texts, lambda text: split_words(text, normal_form))
        specials = list(dict.fromkeys(["<unk>", *special_tokens]))
        n_characters = len(set("".join(counts)))
        if vocab_size < n_characters + len(specials):
            raise ValueError(
                f"vocab_size must be at least {n_characters + len(specials)} (special tokens and alphabet), "
                f"got {vocab_size}."
            )
        pieces = learn_pieces(counts, vocab_size - len(specials), longest)
        return cls([*((token, 0.0) for token in specials), *pieces], specials, normal_form=normal_form)

    def arrivals(self, word: str) -> list[list[Arrival]]:
        """Return, for each position of `word`, the tokens that end there; a character without a token is unknown."""
        found: list[list[Arrival]] = [[] for _ in range(len(word) + 1)]
        for start in range(len(word)):
            if word[start] not in self.scores:
                found[start + 1].append((start, start + 1, self._unknown_score))
            for end in range(start + 1, len(word) + 1):
                piece = word[start:end]
                if piece in self.scores:
                    found[end].append((start, end, self.scores[piece]))
                if piece not in self._beginnings:
                    break
        return found

    def best_cut(self, word: str) -> tuple[list[str], float]:
        """Return the most probable pieces and their log-probability.

        Of equally probable cuts, that with the longer piece at the end.
        """
        best = [0.0] * (len(word) + 1)
        came_from = [0] * (len(word) + 1)
        arrivals = self.arrivals(word)
        for end in range(1, len(word) + 1):
            paths = [(best[start] + score, -start) for start, _, score in arrivals[end]]
            best[end], minus_start = max(paths)
            came_from[end] = -minus_start
        pieces, end = [], len(word)
        while end > 0:
            pieces.append(word[came_from[end] : end])
            end = came_from[end]
        return pieces[::-1], best[-1]

    def sample_cut(self, word: str, chance: random.Random, sharpness: float = 1.0) -> list[str]:
        """Draw a cut with probability proportional to p(pieces) ** sharpness.

        `total[end]` is the logarithm of the sum over all cuts of what stands before `end`; the
        draw goes backwards, from the end of the word.
        """
        arrivals, total = self.arrivals(word), [0.0]
        for arriving in arrivals[1:]:
            paths = [total[start] + sharpness * score for start, _, score in arriving]
            total.append(log_sum(paths))
        pieces, end = [], len(word)
        while end > 0:
            paths = [total[start] + sharpness * score for start, _, score in arrivals[end]]
            weights = [exp(path - total[end]) for path in paths]
            start = chance.choices(arrivals[end], weights)[0][0]
            pieces.append(word[start:end])
            end = start
        return pieces[::-1]

    def _words(self, text: str) -> list[str]:
        return split_words(text, self.normal_form)

    def _word_tokens(self, word: str) -> list[str]:
        """Return the best pieces, with neighbouring unknown ones as one."""
        tokens: list[str] = []
        for piece in self.best_cut(word)[0]:
            token = piece if piece in self.vocab else str(self.unknown)
            if token != self.unknown or tokens[-1:] != [token]:
                tokens.append(token)
        return tokens

    def _text(self, tokens: list[str]) -> str:
        return "".join(tokens).replace(SPACE, " ").removeprefix(" ")


def split_words(text: str, normal_form: str | None = None) -> list[str]:
    """Write spaces as ▁, put one before the text, and begin a word at each.

    >>> split_words("new  york")
    ['▁new', '▁', '▁york']
    """
    if not text:
        return []
    if normal_form is not None:
        text = unicodedata.normalize(normal_form, text)  # type: ignore[arg-type]
    text = text.replace(" ", SPACE)
    return _WORD.findall(text if text.startswith(SPACE) else SPACE + text)


def log_probability(words: Mapping[str, int], tokenizer: UnigramTokenizer) -> float:
    """Return the summed log-probability of the words' best cuts, each as often as it is counted."""
    return sum(count * tokenizer.best_cut(word)[1] for word, count in words.items())
