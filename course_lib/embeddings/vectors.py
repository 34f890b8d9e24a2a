"""Word vectors: a table with one row a word, whatever method found them, and the text file they are traded in.

Cosine similarities, neighbours and files are held equal to Gensim's `KeyedVectors` by tests/embeddings/test_vectors.py.
Left out: the binary format, vectors for words that are not in the table (fastText).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn


class WordVectors:
    """Words and their vectors.

    Args:
        words: the words, all different; by custom the most frequent first.
        matrix: row i is the vector of word i.

    Raises:
        ValueError: if there is not one row for each word, or a word occurs twice.
    """

    def __init__(self, words: Sequence[str], matrix: Float[Tensor, "rows d_vector"]) -> None:
        self.words = tuple(words)
        self.matrix = matrix
        self.rows = {word: row for row, word in enumerate(self.words)}
        if len(self.words) != len(matrix):
            raise ValueError(f"there must be one row a word, got {len(self.words)} words and {len(matrix)} rows.")
        if len(self.rows) != len(self.words):
            raise ValueError(f"the words must all differ: {len(self.words)} words, {len(self.rows)} different.")
        lengths = matrix.norm(dim=1, keepdim=True)
        self.directions = matrix / lengths.clamp(min=1e-12)  # a vector of zeros has none

    def __contains__(self, word: str) -> bool:
        return word in self.rows

    def __len__(self) -> int:
        return len(self.words)

    def row(self, word: str) -> int:
        """Return the number of the word's row.

        Raises:
            ValueError: if the word has no vector.
        """
        if word not in self.rows:
            raise ValueError(f"{word!r} is not among the {len(self)} words that have a vector; ask `word in vectors`.")
        return self.rows[word]

    def __getitem__(self, word: str) -> Float[Tensor, " d_vector"]:
        return self.matrix[self.row(word)]

    def similarity(self, first: str, second: str) -> float:
        """Return the cosine of the angle between two words: 1 the same direction, 0 a right angle, -1 opposite."""
        return float(self.directions[self.row(first)] @ self.directions[self.row(second)])

    def nearest(self, word: str, n: int = 10) -> list[tuple[str, float]]:
        """Return the n other words with the highest cosine, the nearest first.

        Raises:
            ValueError: if the word has no vector, or there are no n others.
        """
        if not 1 <= n < len(self):
            raise ValueError(f"n must be between 1 and the number of other words ({len(self) - 1}), got {n}.")
        cosines = self.directions @ self.directions[self.row(word)]
        cosines[self.row(word)] = -torch.inf
        best = cosines.topk(n)
        return [(self.words[row], cosine) for row, cosine in zip(best.indices, best.values.tolist(), strict=True)]

    def missing(self, words: Iterable[str]) -> list[str]:
        """Return those of the words that have no vector."""
        return [word for word in words if word not in self]

    def to_embedding(self, words: Sequence[str], generator: torch.Generator | None = None) -> nn.Embedding:
        """Return a trainable embedding whose row i is the vector of `words[i]`, a tokenizer's vocabulary.

        A word without a vector gets random numbers with the spread (the standard deviation) of the vectors, so that
        it neither shouts nor is silent; `missing` tells which. To keep all rows as they are:
        `embedding.requires_grad_(False)`.

        Raises:
            ValueError: if none of the words has a vector: the vectors are of another language, or of another case.
        """
        rows = torch.randn(len(words), self.matrix.shape[1], generator=generator) * self.matrix.std()
        known = [(place, self.rows[word]) for place, word in enumerate(words) if word in self]
        if not known:
            raise ValueError(f"at least one of the {len(words)} words must have a vector, got none; check their case.")
        places, found = zip(*known, strict=True)
        rows[list(places)] = self.matrix[list(found)]
        return nn.Embedding.from_pretrained(rows, freeze=False)

    def save(self, path: Path | str) -> None:
        """Write word2vec's text format: "words d_vector", then a line a word: the word and its numbers.

        Raises:
            ValueError: if a word holds white space, which separates the numbers, or is empty.
        """
        broken = [word for word in self.words if word.split() != [word]]
        if broken:
            raise ValueError(
                f"a word in this format must hold no white space, got {len(broken)} such as {broken[0]!r}."
            )
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{len(self)} {self.matrix.shape[1]}\n")
            for word, row in zip(self.words, self.matrix.numpy(force=True), strict=True):
                file.write(f"{word} {' '.join(map(str, row))}\n")  # the fewest digits that come back the same

    @classmethod
    def load(cls, path: Path | str, limit: int | None = None) -> "WordVectors":
        """Read word2vec's text format, or that of the published GloVe vectors, which has no first line of sizes.

        Of a word that occurs twice the first vector counts. The last fields of a line are the numbers, the rest is
        the word: some of GloVe's words hold spaces.

        Args:
            path: a text file, not compressed.
            limit: read this many lines of vectors only; None reads all.

        Raises:
            ValueError: if the file has no vectors or fewer than its first line says, is no text, or a line has not as
                many numbers as the first; if `limit` is not positive.
        """
        if limit is not None and limit < 1:
            raise ValueError(f"limit must be at least 1, or None for all, got {limit}.")
        found: dict[str, np.ndarray] = {}
        n_promised, d_vector, n_read = 0, 0, 0
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if number == 1 and _sizes(line):
                    n_promised, d_vector = _sizes(line)
                    continue
                if n_read == limit:
                    break
                d_vector = d_vector or line.rstrip().count(" ")
                word, numbers = _word_and_numbers(line, d_vector, number)
                found.setdefault(word, numbers)
                n_read += 1
        if not found:
            raise ValueError(f"the file must hold at least one vector, got {n_read} in {path}.")
        if n_read < min(n_promised, n_promised if limit is None else limit):
            raise ValueError(
                f"the file must hold the {n_promised} vectors of its first line, got {n_read}: fetch it again."
            )
        return cls(tuple(found), torch.from_numpy(np.stack(list(found.values()))))


def _sizes(line: str) -> tuple[int, ...]:
    """Return the number of vectors and d_vector if the line is a first line of sizes, `400000 100`, else nothing."""
    fields = line.split()
    return tuple(map(int, fields)) if len(fields) == 2 and all(field.isdigit() for field in fields) else ()


def _word_and_numbers(line: str, d_vector: int, number: int) -> tuple[str, np.ndarray]:
    word, *fields = line.rstrip().rsplit(" ", d_vector)
    try:
        numbers = np.array(fields, dtype=np.float32)
    except ValueError:
        numbers = np.empty(0, dtype=np.float32)
    if not word or not d_vector or len(numbers) != d_vector:
        raise ValueError(f"line {number} must be a word and {d_vector} numbers, got {line[:60]!r}.")
    return word, numbers
