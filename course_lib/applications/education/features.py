"""Features of an essay: a few numbers that a teacher could count too, and a linear scorer that weighs them.

    points = bias + Σ weight · (feature - its mean) / its standard deviation

The weights are those of ridge regression: the least squared error, plus a penalty on large weights.
Source of such scorers: Page (1966), "The imminence of grading essays by computer", Phi Delta Kappan 47(5), 238-243;
of the ridge: Hoerl and Kennard (1970), https://doi.org/10.1080/00401706.1970.10488634.
Held equal to scikit-learn's `Ridge` by tests/applications/education/test_features.py.
Left out: features of grammar by a parser, and of content by a knowledge base.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.education.collection import pieces
from course_lib.applications.education.wording import Wording

CONNECTIVES = (
    *("First of all,", "First,", "To begin with,", "Second,", "Also,", "In addition,", "Besides,"),
    *("Then", "After that,", "Next,", "Finally,", "Last of all,", "At the end,"),
)
WORD = re.compile(r"[A-Za-z']+")
LONG = 7  # letters of a long word


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower-cased."""
    return [word.lower() for word in WORD.findall(text)]


def connective_of(sentence: str) -> str:
    """Return the connective that a sentence begins with, or "".

    >>> connective_of("After that, we bought apples."), connective_of("We left.")
    ('After that,', '')
    """
    return next((one for one in CONNECTIVES if sentence.startswith(f"{one} ")), "")


def linked(sentences: Sequence[str]) -> float:
    """Return the mean share of words (of five letters or more) that a sentence shares with the one before.

    >>> linked(["The market was full.", "The market was closed."])
    0.5
    """
    bags = [{word for word in words_of(one) if len(word) > 4} for one in sentences]
    shares = [len(a & b) / max(1, len(b)) for a, b in pairwise(bags)]
    return sum(shares) / len(shares) if shares else 0.0


def plain_features(text: str) -> dict[str, float]:
    """Return what can be counted in a text without having read another one.

    Raises:
        ValueError: if there is no word.
    """
    words, sentences = words_of(text), [one.text for one in pieces(text)]
    if not words or not sentences:
        raise ValueError(f"an essay must hold a sentence that ends, got {text!r:.40}.")
    return {
        "words": float(len(words)),
        "words a sentence": len(words) / len(sentences),
        "long words": sum(len(word) >= LONG for word in words) / len(words),
        "different words": len({*words}) / len(words),
        "connectives": float(sum(bool(connective_of(one)) for one in sentences)),
        "linked": linked(sentences),
    }


def features(text: str, wording: Wording) -> dict[str, float]:
    """Return the plain features, and how many words are unknown and how many pairs unseen (five or more: 5)."""
    remarks = wording.remarks(text)
    spelling = sum(one.kind == "spelling" for one in remarks)
    found = {"spelling remarks": spelling, "language remarks": len(remarks) - spelling}
    return plain_features(text) | {name: float(min(5, n)) for name, n in found.items()}


@dataclass(frozen=True)
class Ridge:
    """A linear function of columns of numbers, fitted by `fit`.

    Args:
        weights: one a column, for the standardised column.
        bias: what a mean row gets.
        mean, spread: of each column in the training.
    """

    weights: Float[Tensor, " column"]
    bias: float
    mean: Float[Tensor, " column"]
    spread: Float[Tensor, " column"]

    @classmethod
    def fit(cls, rows: Float[Tensor, "row column"], targets: Float[Tensor, " row"], penalty: float = 1.0) -> "Ridge":
        """Return the function with the least Σ (guess - target)² + penalty · Σ weight².

        Raises:
            ValueError: if there are not as many targets as rows, or the penalty is not positive.
        """
        if len(rows) != len(targets) or penalty <= 0:
            must = "there must be a target for each row and a positive penalty"
            raise ValueError(f"{must}, got {len(rows)} and {len(targets)}, {penalty}.")
        rows, targets = rows.double(), targets.double()
        mean, spread = rows.mean(0), rows.std(0, correction=0)
        spread = spread.where(spread > 0, torch.ones_like(spread))
        x, bias = (rows - mean) / spread, targets.mean()
        square = x.T @ x + penalty * torch.eye(x.shape[1], dtype=x.dtype)
        return cls(torch.linalg.solve(square, x.T @ (targets - bias)), float(bias), mean, spread)

    def __call__(self, rows: Float[Tensor, "row column"]) -> Float[Tensor, " row"]:
        """Return the function's value for each row."""
        return (rows.double() - self.mean) / self.spread @ self.weights + self.bias

    def shares(self, row: Float[Tensor, " column"]) -> Float[Tensor, " column"]:
        """Return what each column adds to, or takes from, what a mean row gets."""
        return (row.double() - self.mean) / self.spread * self.weights


def as_rows(features_of: Sequence[Mapping[str, float]]) -> Float[Tensor, "text feature"]:
    """Return features as a table, one row a text, one column a feature in the first one's order."""
    names = list(features_of[0])
    return torch.tensor([[one[name] for name in names] for one in features_of])
