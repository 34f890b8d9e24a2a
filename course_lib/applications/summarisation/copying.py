"""Pointer-generator: each word of a summary is written from the vocabulary or copied from the text; a gate mixes both.

    P(word) = p_gen · P_vocab(word) + (1 - p_gen) · Σ attention on the places where the text has the word

A word that the vocabulary lacks can only be copied: it gets a number of its own for as long as its text is read.
Source: See, Liu and Manning (2017), equations 1 to 9, https://arxiv.org/abs/1704.04368.
Its loss is held equal to the formula written as loops by tests/applications/summarisation/test_copying.py.
Left out: coverage, beam search. GRUs stand in for LSTMs, the scaled dot product of models/attention.py for their
additive attention, and what was attended to is not fed back, so that all steps of training are computed at once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.attention import attention

PAD, UNKNOWN, START, END = range(4)
SPECIAL = ("<pad>", "<unknown>", "<start>", "<end>")


def tokens(text: str) -> list[str]:
    """Return the words, endings 's and marks of a text, as they stand.

    >>> tokens("Anna's cat ran.")
    ['Anna', "'s", 'cat', 'ran', '.']
    """
    return re.findall(r"'s\b|\w+|[^\w\s]", text)


def joined(words: Sequence[str]) -> str:
    """Return a sentence from its tokens.

    >>> joined(["Anna", "'s", "cat", "ran", "."])
    "Anna's cat ran."
    """
    return re.sub(r" (?='s\b|[.,!?:;])", "", " ".join(words))


@dataclass(frozen=True)
class Vocabulary:
    """The words that a model can write without copying; each has a number, after those of `SPECIAL`."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str], min_count: int = 2) -> "Vocabulary":
        """Return the words that stand in at least `min_count` of the texts, sorted."""
        texts_with = Counter(word for text in texts for word in {*tokens(text)})
        return cls((*SPECIAL, *sorted(word for word, n in texts_with.items() if n >= min_count)))

    def __len__(self) -> int:
        return len(self.words)

    def numbers(self) -> dict[str, int]:
        """Return the number of each word."""
        return {word: number for number, word in enumerate(self.words)}


class CopyBatch(NamedTuple):
    """Texts and summaries as numbers. In `places` and `targets` unknown words of the text count on from vocab_size."""

    source: Int[Tensor, "batch source"]  # UNKNOWN for words that the vocabulary lacks
    places: Int[Tensor, "batch source"]
    mask: Bool[Tensor, "batch source"]  # True at real tokens
    inputs: Int[Tensor, "batch target"]  # the summary, one place to the right
    targets: Int[Tensor, "batch target"]  # PAD after its end
    extra: list[list[str]]  # the unknown words of each text, in their order


class CopyLayout:
    """Makes batches of (text, summary) pairs: call it with a list of them.

    Args:
        vocabulary: of the model.
        hide: the share of a text's words that are treated as if unknown, drawn anew each time, so that a model learns
            to copy what it cannot read.
        seed: of that draw.
        longest: tokens of a text that are read; the rest is lost.
    """

    def __init__(self, vocabulary: Vocabulary, hide: float = 0.0, seed: int = 0, longest: int = 200) -> None:
        if not 0 <= hide < 1:
            raise ValueError(f"hide must be a share from 0 to below 1, got {hide}.")
        self.vocabulary, self.hide, self.longest = vocabulary, hide, longest
        self.numbers = vocabulary.numbers()
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> CopyBatch:
        """Return the batch.

        Raises:
            ValueError: if there are no pairs.
        """
        if not pairs:
            raise ValueError("there must be a pair to lay out, got 0.")
        rows = [self.row(text, summary) for text, summary in pairs]
        source, places, inputs, targets = (
            nn.utils.rnn.pad_sequence([torch.tensor(row[i]) for row in rows], batch_first=True) for i in range(4)
        )
        lengths = torch.tensor([len(row[0]) for row in rows])
        mask = torch.arange(source.shape[1]) < lengths[:, None]
        return CopyBatch(source, places, mask, inputs, targets, [row[4] for row in rows])

    def row(self, text: str, summary: str) -> tuple[list[int], list[int], list[int], list[int], list[str]]:
        """Return the numbers of one pair, and the words of the text that count as unknown."""
        words = tokens(text)[: self.longest] or ["."]
        different = list(dict.fromkeys(words))
        hidden = (torch.rand(len(different), generator=self.generator) < self.hide).tolist()
        known = self.numbers
        extra = [w for w, hide in zip(different, hidden, strict=True) if w not in known or (hide and w.isalpha())]
        unknown = {word: len(known) + i for i, word in enumerate(extra)}
        source = [UNKNOWN if word in unknown else known[word] for word in words]
        places = [unknown.get(word, known.get(word, UNKNOWN)) for word in words]
        told = tokens(summary)
        targets = [unknown.get(word, known.get(word, UNKNOWN)) for word in told] + [END]
        inputs = [START, *(UNKNOWN if n >= len(known) else n for n in targets[:-1])]
        return source, places, inputs, targets, extra


def copy_distribution(
    p_gen: Float[Tensor, "*batch 1"],
    p_vocab: Float[Tensor, "*batch vocab"],
    weights: Float[Tensor, "*batch source"],
    places: Int[Tensor, "*batch source"],
    n_extra: int,
) -> Float[Tensor, "*batch all"]:
    """Return the probability of each word of the vocabulary, then of each unknown word.

    Args:
        p_gen: how much is written, from 0 (all is copied) to 1.
        p_vocab: of each word of the vocabulary, if it is written.
        weights: of attention, on each token of the text; they sum to 1.
        places: the number of each token of the text; unknown words count on from the
            size of the vocabulary.
        n_extra: how many unknown words there are.
    """
    nothing = p_vocab.new_zeros(*p_vocab.shape[:-1], n_extra)
    written = torch.cat([p_gen * p_vocab, nothing], dim=-1)
    return written.scatter_add(-1, places, (1 - p_gen) * weights)


class Decoded(NamedTuple):
    """What the decoder says at each step."""

    probabilities: Float[Tensor, "batch target all"]
    p_gen: Float[Tensor, "batch target 1"]
    weights: Float[Tensor, "batch target source"]


class PointerGenerator(nn.Module):
    """Reads a text in both directions, and writes its summary word by word.

    Args:
        vocab_size: words that it can write.
        d_hidden: numbers a word, and numbers of the decoder's state.
        longest: tokens of a text that it can read.
        copies: whether it may copy; without, p_gen is 1.
        seed: of the first weights.
    """

    def __init__(
        self, vocab_size: int, d_hidden: int = 64, longest: int = 200, copies: bool = True, seed: int = 0
    ) -> None:
        super().__init__()
        if vocab_size <= END or d_hidden < 1:
            raise ValueError(f"vocab_size must be over {END} and d_hidden positive, got {vocab_size} and {d_hidden}.")
        self.vocab_size, self.copies = vocab_size, copies
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.embedding = nn.Embedding(vocab_size, d_hidden, padding_idx=PAD)
            self.place = nn.Embedding(longest, d_hidden)
            self.windows = nn.ModuleList(nn.Conv1d(d_hidden, d_hidden, 5, padding=2) for _ in range(3))
            self.norm = nn.LayerNorm(d_hidden)
            self.decoder = nn.GRU(d_hidden, d_hidden, batch_first=True)
            self.first = nn.Linear(d_hidden, d_hidden)
            self.key, self.query = nn.Linear(d_hidden, d_hidden), nn.Linear(d_hidden, d_hidden)
            self.mixed, self.output = nn.Linear(2 * d_hidden, d_hidden), nn.Linear(d_hidden, vocab_size)
            self.gate = nn.Linear(3 * d_hidden, 1)
            for table in (self.embedding, self.place):  # as PyTorch draws them, they drown what the layers add
                nn.init.normal_(table.weight, std=0.1)

    def encode(self, batch: CopyBatch) -> tuple[Tensor, Tensor]:
        """Return a vector for each token of the texts, and the decoder's first state."""
        real = batch.mask[..., None]
        read = (self.embedding(batch.source) + self.place.weight[: real.shape[1]]) * real
        for window in self.windows:  # each token looks two to the left and two to the right
            read = read + torch.relu(window(read.mT).mT) * real
        read = self.norm(read) * real
        return read, torch.tanh(self.first(read.sum(1) / real.sum(1)))[None]

    def decode(
        self, inputs: Int[Tensor, "batch target"], read: Tensor, state: Tensor, batch: CopyBatch
    ) -> tuple[Decoded, Tensor]:
        """Return what each step says after these inputs, and the state after the last."""
        embedded = self.embedding(inputs)
        states, state = self.decoder(embedded, state)
        seen, weights = attention(self.query(states), self.key(read), read, batch.mask[:, None])
        both = torch.cat([states, seen], dim=-1)
        p_vocab = self.output(torch.tanh(self.mixed(both))).softmax(-1)
        p_gen = torch.sigmoid(self.gate(torch.cat([both, embedded], dim=-1)))
        if not self.copies:
            p_gen = torch.ones_like(p_gen)
        places = batch.places[:, None].expand(-1, inputs.shape[1], -1)
        n_extra = max(map(len, batch.extra))
        return Decoded(copy_distribution(p_gen, p_vocab, weights, places, n_extra), p_gen, weights), state

    def forward(self, batch: CopyBatch) -> Decoded:
        """Return what each step says if the summary so far is the right one."""
        read, state = self.encode(batch)
        return self.decode(batch.inputs, read, state, batch)[0]


def summary_loss(model: nn.Module, batch: CopyBatch) -> Float[Tensor, ""]:
    """Return the mean of -log P over the words of the summaries, their ends included."""
    targets = batch.targets
    if isinstance(model, PointerGenerator) and not model.copies:  # what it cannot write, it is not asked for
        targets = torch.where(targets >= model.vocab_size, UNKNOWN, targets)
    right = model(batch).probabilities.gather(-1, targets[..., None]).squeeze(-1)
    wanted = targets != PAD
    return -(right[wanted] + 1e-9).log().mean()


@torch.no_grad()
def summarise(
    model: PointerGenerator, texts: Sequence[str], layout: CopyLayout, longest: int = 24, batch_size: int = 64
) -> list[str]:
    """Return a summary of each text: at each step the most probable word, to the end or to `longest` tokens."""
    plain = CopyLayout(layout.vocabulary, longest=layout.longest)  # nothing hidden
    found = []
    for start in range(0, len(texts), batch_size):
        batch = plain([(text, "") for text in texts[start : start + batch_size]])
        read, state = model.encode(batch)
        last, rows = torch.full((len(batch.extra), 1), START), []
        for _ in range(longest):
            said, state = model.decode(last, read, state, batch)
            best = said.probabilities[:, -1].argmax(-1)
            rows.append(best)
            last = torch.where(best >= model.vocab_size, UNKNOWN, best)[:, None]
            if all((torch.stack(rows) == END).any(0)):
                break
        for row, extra in zip(torch.stack(rows, 1).tolist(), batch.extra, strict=True):
            words = [*layout.vocabulary.words, *extra]
            found.append(joined([words[number] for number in row[: row.index(END) if END in row else None]]))
    return found
