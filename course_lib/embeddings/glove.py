"""GloVe: vectors whose products give the logarithms of how often two words stand near each other.

    J = Σ over word pairs with X > 0 of f(X_ij) (w_i · v_j + b_i + c_j - log X_ij)²,   f(x) = min(x / x_max, 1)^0.75

Source: Pennington, Socher and Manning (2014), GloVe: Global Vectors for Word Representation, EMNLP 2014, equations 8
and 9, and section 4.2 for the training and for w + v as the vectors.
The loss and its gradient are held equal to the sum written as loops by tests/embeddings/test_glove.py, and the vectors
pass the same tests as those of word2vec.
Left out: one step for each pair of words, as the authors' program takes; here a step takes a few thousand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import Vocabulary, number_words


@dataclass(frozen=True)
class GloVeConfig:
    """What to count, and how to train.

    Args:
        window: how far neighbours may be; a neighbour at distance d counts 1/d.
        min_count: leave out the words that are rarer.
        x_max: the count from which a pair has the full weight; 100 in the paper, for billions of words.
        learning_rate: AdaGrad's; 0.05 in the paper, whose steps are of one cell.
        batch_size: cells of the table a step.

    Raises:
        ValueError: if one is not positive, or not finite.
    """

    d_vector: int = 100
    window: int = 10
    min_count: int = 5
    x_max: float = 10.0
    learning_rate: float = 0.1
    n_epochs: int = 15
    batch_size: int = 8192

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 < value < math.inf:
                raise ValueError(f"{name} must be positive and finite, got {value}.")


@dataclass(frozen=True)
class Cooccurrences:
    """How often two words stand near each other: the cells of the table that are not 0."""

    rows: Int[Tensor, " cells"]
    columns: Int[Tensor, " cells"]
    counts: Float[Tensor, " cells"]

    def __len__(self) -> int:
        return len(self.counts)


def count_cooccurrences(
    token_ids: Int[Tensor, " text"],
    sentence: Int[Tensor, " text"],
    vocab_size: int,
    window: int,
) -> Cooccurrences:
    """Count neighbours on both sides, 1/d for one at distance d, within a sentence.

    Args:
        token_ids: the text.
        sentence: the number of each token's sentence.
        vocab_size: the number of different ids.
        window: the farthest distance.
    """
    cells, weights = [], []
    for distance in range(1, window + 1):
        together = sentence[distance:] == sentence[:-distance]
        left, right = token_ids[:-distance][together], token_ids[distance:][together]
        cells += [left * vocab_size + right, right * vocab_size + left]
        weights += [torch.full((2 * len(left),), 1 / distance, dtype=torch.float64)]
    found, place = torch.cat(cells).unique(return_inverse=True)
    counts = torch.bincount(place, torch.cat(weights), minlength=len(found))
    return Cooccurrences(found // vocab_size, found % vocab_size, counts.float())


class GloVe(nn.Module):
    """Two vectors and two biases a word: as the row's word, and as the column's."""

    def __init__(self, vocab_size: int, d_vector: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.rows = nn.Embedding(vocab_size, d_vector)
        self.columns = nn.Embedding(vocab_size, d_vector)
        self.row_bias = nn.Embedding(vocab_size, 1)
        self.column_bias = nn.Embedding(vocab_size, 1)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.5 / d_vector, 0.5 / d_vector, generator=generator)

    def forward(self, rows: Int[Tensor, " cells"], columns: Int[Tensor, " cells"]) -> Float[Tensor, " cells"]:
        """Return w_i · v_j + b_i + c_j for each cell: the model's guess at log X_ij."""
        products = (self.rows(rows) * self.columns(columns)).sum(-1)
        return products + self.row_bias(rows)[:, 0] + self.column_bias(columns)[:, 0]


def weight(counts: Float[Tensor, " cells"], x_max: float) -> Float[Tensor, " cells"]:
    """Return f(x): rare pairs are noise and count less, frequent ones must not drown the rest."""
    return (counts / x_max).clamp(max=1) ** 0.75


def glove_loss(model: GloVe, cells: Cooccurrences, x_max: float) -> Float[Tensor, ""]:
    """Return J, summed over the cells."""
    error = model(cells.rows, cells.columns) - cells.counts.log()
    return (weight(cells.counts, x_max) * error**2).sum()


@dataclass(frozen=True)
class Trained:
    """The vectors w + v, and the mean loss a cell in each epoch."""

    vectors: WordVectors
    losses: tuple[float, ...]


def train_glove(sentences: Sequence[Sequence[str]], config: GloVeConfig, seed: int = 0) -> Trained:
    """Train vectors on sentences, each a sequence of words. The same seed gives the same vectors.

    Raises:
        ValueError: if a sentence is one text, fewer than two words are frequent enough, no two of them are
            neighbours, or the learning rate is too high.
    """
    vocabulary = Vocabulary.count(sentences, config.min_count)
    generator = torch.Generator().manual_seed(seed)
    token_ids, sentence = number_words(sentences, vocabulary)
    cells = count_cooccurrences(token_ids, sentence, len(vocabulary.words), config.window)
    if not len(cells):
        raise ValueError(f"two frequent words or more must be neighbours, got {len(token_ids)} words and 0 pairs.")
    model = GloVe(len(vocabulary.words), config.d_vector, generator)
    optimizer = torch.optim.Adagrad(model.parameters(), config.learning_rate, initial_accumulator_value=1)
    losses = []
    for _ in range(config.n_epochs):
        summed = 0.0
        for some in torch.randperm(len(cells), generator=generator).split(config.batch_size):
            batch = Cooccurrences(cells.rows[some], cells.columns[some], cells.counts[some])
            loss = glove_loss(model, batch, config.x_max)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            summed += loss.item()
        if not math.isfinite(summed):
            raise ValueError(f"the loss must stay finite: lower learning_rate, which was {config.learning_rate}.")
        losses.append(summed / len(cells))
    vectors = (model.rows.weight + model.columns.weight).detach()
    return Trained(WordVectors(vocabulary.words, vectors), tuple(losses))
