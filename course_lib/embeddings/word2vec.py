"""Word2vec: vectors from which a word's neighbours can be guessed.

Skip-gram guesses each neighbour from the word; CBOW guesses the word from the mean of its neighbours. Both learn by
telling true pairs from pairs with noise words.

Source: Mikolov et al. (2013), Distributed Representations of Words and Phrases and their Compositionality,
https://arxiv.org/abs/1310.4546, for negative sampling (see negative_sampling.py) and subsampling; Mikolov et al.
(2013), https://arxiv.org/abs/1301.3781, for the two models and the window of random reach.
The vectors' quality is compared with Gensim's by tests/embeddings/test_word2vec.py.
Left out: hierarchical softmax, phrases. A noise word may by chance be a true neighbour; the original draws again.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.embeddings.negative_sampling import cbow_gradients, cbow_loss, skip_gram_gradients, skip_gram_loss
from course_lib.embeddings.vectors import WordVectors

BLOCK = 32  # neighbouring words that are trained together and share their noise words
NOISE = 32  # noise words a block
MOST = 1.0  # a step is so small that learning rate · guesses about the most frequent word, which add up, is about this


@dataclass(frozen=True)
class Word2VecConfig:
    """What to train, and how.

    Args:
        model: "skip-gram", or "cbow".
        window: how far neighbours may be; each word draws its own reach from 1 to this.
        n_negative: how much noise weighs: as many noise pairs as this for each true one.
        min_count: leave out the words that are rarer.
        subsample: words with a larger share of the text than this are skipped now and then; 0 keeps all.
        learning_rate: the first, which falls in a straight line to 0. None: 0.025 for skip-gram; 0.1 for CBOW, where
            each of n neighbours gets 1/n of the error. (The authors' program hands each the whole, and has 0.05.)
        n_epochs: how many times to go through the text.

    Raises:
        ValueError: if one is out of its range.
    """

    model: Literal["skip-gram", "cbow"] = "skip-gram"
    d_vector: int = 100
    window: int = 5
    n_negative: int = 5
    min_count: int = 5
    subsample: float = 1e-3
    learning_rate: float | None = None
    n_epochs: int = 5

    def __post_init__(self) -> None:
        if self.model not in ("skip-gram", "cbow"):
            raise ValueError(f"model must be 'skip-gram' or 'cbow', got {self.model!r}.")
        for name in ("d_vector", "window", "n_negative", "min_count", "n_epochs"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}.")
        if not (0 <= self.subsample < math.inf and 0 < self.first_rate < math.inf):
            raise ValueError(
                "subsample must be 0 or more and learning_rate positive, both finite, "
                f"got {self.subsample} and {self.learning_rate}."
            )

    @property
    def first_rate(self) -> float:
        usual = 0.025 if self.model == "skip-gram" else 0.1
        return usual if self.learning_rate is None else self.learning_rate


@dataclass(frozen=True)
class Vocabulary:
    """The words that get a vector, from the most to the least frequent, and how often each occurs."""

    words: tuple[str, ...]
    counts: Int[Tensor, " words"]

    @classmethod
    def count(cls, sentences: Sequence[Sequence[str]], min_count: int) -> "Vocabulary":
        """Keep words that occur `min_count` times or more; equally frequent ones stand in the alphabet's order.

        Raises:
            ValueError: if a sentence is one text, or fewer than two words are left.
        """
        check_sentences(sentences)
        counts = Counter(word for sentence in sentences for word in sentence)
        kept = sorted((-count, word) for word, count in counts.items() if count >= min_count)
        if len(kept) < 2:
            raise ValueError(
                f"at least two words must occur min_count = {min_count} times, got {len(kept)} of {len(counts)}."
            )
        return cls(tuple(word for _, word in kept), torch.tensor([-count for count, _ in kept]))

    def keep_probability(self, subsample: float) -> Float[Tensor, " words"]:
        """Return how likely each word is to stay: √(t/f) + t/f, at most 1, where f is its share of the text.

        This is the formula of the authors' program and of Gensim; the paper has √(t/f) alone.
        """
        if subsample == 0:
            return torch.ones(len(self.words))
        ratio = subsample / (self.counts / self.counts.sum())
        return (ratio.sqrt() + ratio).clamp(max=1)

    def noise_probability(self) -> Float[Tensor, " words"]:
        """Return how likely each word is to be drawn as noise: in proportion to count^0.75."""
        weights = self.counts.double() ** 0.75
        return (weights / weights.sum()).float()


@dataclass(frozen=True)
class Blocks:
    """Pieces of text: word i of a block stands at place i + window of the block's neighbours."""

    centre: Int[Tensor, "block word"]
    context: Int[Tensor, "block neighbour"]
    pairs: Bool[Tensor, "block word neighbour"]  # True where the neighbour is within the word's reach

    @classmethod
    def cut(cls, token_ids: Tensor, sentence: Tensor, window: int, generator: torch.Generator) -> "Blocks":
        """Cut a text into blocks. `sentence` numbers the sentence of each token: pairs do not cross its end."""
        n_blocks = max(1, math.ceil(len(token_ids) / BLOCK))
        padding = (window, n_blocks * BLOCK - len(token_ids) + window)
        ids = F.pad(token_ids, padding).unfold(0, BLOCK + 2 * window, BLOCK)
        numbers = F.pad(sentence, padding, value=-1).unfold(0, BLOCK + 2 * window, BLOCK)
        centre = slice(window, window + BLOCK)
        reach = torch.randint(1, window + 1, (n_blocks, BLOCK, 1), generator=generator)
        distance = (torch.arange(BLOCK)[:, None] + window - torch.arange(BLOCK + 2 * window)).abs()
        together = (numbers[:, centre, None] == numbers[:, None, :]) & (numbers[:, centre, None] >= 0)
        return cls(ids[:, centre], ids, (distance > 0) & (distance <= reach) & together)

    def n_guesses(self, model: str) -> int:
        """Return how many guesses there are: one a pair in skip-gram, one a word that has neighbours in CBOW."""
        return int(self.pairs.sum() if model == "skip-gram" else self.pairs.any(-1).sum())

    def batches(self, model: str, learning_rate: float, generator: torch.Generator) -> Iterator["Blocks"]:
        """Yield a few blocks at a time, in a random order; see `MOST`."""
        share = float(self.centre.flatten().bincount().max()) / self.centre.numel()
        guesses_a_block = max(self.n_guesses(model), 1) / len(self.centre)
        n_blocks = max(1, int(MOST / (learning_rate * share * guesses_a_block)))
        for some in torch.randperm(len(self.centre), generator=generator).split(n_blocks):
            yield Blocks(self.centre[some], self.context[some], self.pairs[some])


@dataclass(frozen=True)
class Word2Vec:
    """What training gives: the vectors, those of the output side, and the mean loss for a true pair in each epoch."""

    vectors: WordVectors
    outputs: Float[Tensor, "words d_vector"]
    losses: tuple[float, ...]


def train_word2vec(sentences: Sequence[Sequence[str]], config: Word2VecConfig, seed: int = 0) -> Word2Vec:
    """Train vectors on sentences, each a sequence of words. The same seed gives the same vectors.

    Raises:
        ValueError: if a sentence is one text, fewer than two words are frequent enough, no two of them are
            neighbours, or the learning rate is too high.
    """
    vocabulary = Vocabulary.count(sentences, config.min_count)
    generator = torch.Generator().manual_seed(seed)
    token_ids, sentence = number_words(sentences, vocabulary)
    if not (sentence[1:] == sentence[:-1]).any():
        raise ValueError(f"two frequent words or more must be neighbours, got {len(token_ids)} words and 0 pairs.")
    keep = vocabulary.keep_probability(config.subsample)[token_ids]
    noise = vocabulary.noise_probability()
    inputs = (torch.rand(len(vocabulary.words), config.d_vector, generator=generator) - 0.5) / config.d_vector
    outputs = torch.zeros_like(inputs)
    losses = []
    for epoch in range(config.n_epochs):
        kept = torch.rand(len(keep), generator=generator) < keep
        blocks = Blocks.cut(token_ids[kept], sentence[kept], config.window, generator)
        mean_losses, n_blocks = [], 0
        for number, batch in enumerate(blocks.batches(config.model, config.first_rate, generator)):
            progress = (epoch + n_blocks / len(blocks.centre)) / config.n_epochs
            drawn = torch.multinomial(noise, len(batch.centre) * NOISE, replacement=True, generator=generator)
            if number % 10 == 0:
                mean_losses.append(mean_loss(inputs, outputs, batch, drawn.view(-1, NOISE), config))
            step(inputs, outputs, batch, drawn.view(-1, NOISE), config, config.first_rate * (1 - progress))
            n_blocks += len(batch.centre)
        if not math.isfinite(float(inputs.sum())):
            raise ValueError(f"the vectors must stay finite: lower learning_rate, which was {config.first_rate}.")
        losses.append(sum(mean_losses) / len(mean_losses))
    return Word2Vec(WordVectors(vocabulary.words, inputs), outputs, tuple(losses))


def step(
    inputs: Float[Tensor, "words d_vector"],
    outputs: Float[Tensor, "words d_vector"],
    batch: Blocks,
    noise: Int[Tensor, "block noise"],
    config: Word2VecConfig,
    learning_rate: float,
) -> None:
    """Move the rows that the batch uses one step down the gradient."""
    gradients_of = skip_gram_gradients if config.model == "skip-gram" else cbow_gradients
    used = tables_and_ids(inputs, outputs, batch, noise, config)
    centre, context, against = (F.embedding(ids, table) for table, ids in used)
    gradients = gradients_of(centre, context, against, batch.pairs.float(), config.n_negative)
    for (table, ids), gradient in zip(used, gradients, strict=True):
        table.index_add_(0, ids.flatten(), gradient.flatten(0, 1), alpha=-learning_rate)


def mean_loss(inputs: Tensor, outputs: Tensor, batch: Blocks, noise: Tensor, config: Word2VecConfig) -> float:
    """Return the batch's loss for each guess: a true pair in skip-gram, a word in CBOW."""
    loss_of = skip_gram_loss if config.model == "skip-gram" else cbow_loss
    used = tables_and_ids(inputs, outputs, batch, noise, config)
    centre, context, against = (F.embedding(ids, table) for table, ids in used)
    loss = loss_of(centre, context, against, batch.pairs.float(), config.n_negative)
    return float(loss) / max(batch.n_guesses(config.model), 1)


def tables_and_ids(
    inputs: Tensor, outputs: Tensor, batch: Blocks, noise: Tensor, config: Word2VecConfig
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Return where words, neighbours and noise have their rows: a guess is made from inputs, about outputs."""
    words, neighbours = (inputs, outputs) if config.model == "skip-gram" else (outputs, inputs)
    return (words, batch.centre), (neighbours, batch.context), (outputs, noise)


def number_words(
    sentences: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> tuple[Int[Tensor, " text"], Int[Tensor, " text"]]:
    """Return the ids of the vocabulary's words one after the other, and the number of each one's sentence."""
    number = {word: token_id for token_id, word in enumerate(vocabulary.words)}
    known = [[number[word] for word in sentence if word in number] for sentence in sentences]
    token_ids = torch.tensor([token_id for ids in known for token_id in ids])
    lengths = torch.tensor([len(ids) for ids in known])
    return token_ids, torch.repeat_interleave(torch.arange(len(known)), lengths)


def check_sentences(sentences: Sequence[Sequence[str]]) -> None:
    """Refuse texts that are not cut into words: each letter would be one."""
    if isinstance(sentences, str) or not isinstance(sentences, Sequence):
        raise ValueError(f"sentences must be a list of lists of words, got {type(sentences).__name__}.")
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str) or not isinstance(sentence, Sequence):
            raise ValueError(
                f"each sentence must be a list of words, got {sentence!r:.40} for number {number}; cut it."
            )
