"""A linear-chain CRF: a score for a whole sequence of tags, not for each tag alone.

The score of a sequence is that of its first tag, plus what each word gives its tag (the
emissions), plus what each tag gives the next (the transitions), plus that of its last.

Source: Lafferty, McCallum and Pereira (2001), Conditional random fields, ICML; on top of
a network: Huang, Xu and Yu (2015), https://arxiv.org/abs/1508.01991. The best sequence:
Viterbi (1967), https://doi.org/10.1109/TIT.1967.1054010.
Held equal to the definition, all sequences tried, by tests/finetuning/test_crf.py.
Left out: features of tags two words apart; a semi-Markov model.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.tagging import TaggedBatch, at_words
from course_lib.metrics.spans import split_tag


class Rules(NamedTuple):
    """Scores to begin with a label, to go from one to the next, and to end with one."""

    start: Float[Tensor, " label"]
    step: Float[Tensor, "label next"]
    end: Float[Tensor, " label"]


class Path(NamedTuple):
    """A sequence of labels, as numbers, and its score."""

    labels: list[int]
    score: float


def path_score(
    emissions: Float[Tensor, "word label"],
    labels: Sequence[int],
    rules: Rules,
) -> Float[Tensor, ""]:
    """Return the score of one sequence of labels."""
    score = rules.start[labels[0]] + rules.end[labels[-1]]
    for place, label in enumerate(labels):
        score = score + emissions[place, label]
        if place:
            score = score + rules.step[labels[place - 1], label]
    return score


def log_partition(
    emissions: Float[Tensor, "batch word label"],
    rules: Rules,
    is_word: Bool[Tensor, "batch word"] | None = None,
) -> Float[Tensor, " batch"]:
    """Return log of the sum of exp(score) over all sequences: the forward algorithm.

    `alpha[j]` sums up all sequences of the words so far that end in label j. One more
    word costs labels², however many sequences there are.
    """
    alpha = rules.start + emissions[:, 0]
    for place in range(1, emissions.shape[1]):
        before = alpha[:, :, None] + rules.step
        after = before.logsumexp(dim=1) + emissions[:, place]
        if is_word is not None:
            after = torch.where(is_word[:, place, None], after, alpha)
        alpha = after
    return (alpha + rules.end).logsumexp(dim=1)


def viterbi(emissions: Float[Tensor, "word label"], rules: Rules) -> Path:
    """Return the sequence with the highest score.

    As `log_partition`, with the best in place of the sum; and each label remembers which
    one before it was best.
    """
    best, came_from = rules.start + emissions[0], []
    for scores in emissions[1:]:
        options = best[:, None] + rules.step
        highest, before = options.max(dim=0)
        came_from.append(before)
        best = highest + scores
    last = int((best + rules.end).argmax())
    labels = [last]
    for before in reversed(came_from):
        labels.append(int(before[labels[-1]]))
    return Path(labels[::-1], float((best + rules.end).max()))


def bio_rules(labels: Sequence[str]) -> Rules:
    """Return rules that allow what BIO allows: I-x only after B-x or I-x.

    What is allowed scores 0, the rest minus infinity.

    >>> bio_rules(["O", "B-PER", "I-PER"]).start
    tensor([0., 0., -inf])
    """
    split = [split_tag(label) for label in labels]
    start = [prefix != "I" for prefix, _ in split]
    step = [[prefix != "I" or name == before for prefix, name in split] for _, before in split]
    return Rules(forbid(start), forbid(step), torch.zeros(len(labels)))


def forbid(allowed: Sequence[object]) -> Tensor:
    """Return 0 where something is allowed, minus infinity elsewhere."""
    is_allowed = torch.tensor(allowed)
    return torch.zeros(is_allowed.shape).masked_fill(~is_allowed, float("-inf"))


class CRFTagger(nn.Module):
    """A tagger whose scores are the emissions of a CRF with rules that learn.

    Args:
        tagger: such as a `TokenClassifier`. It is not copied: it trains too.
        n_labels: how many labels it has scores for.
    """

    def __init__(self, tagger: nn.Module, n_labels: int) -> None:
        super().__init__()
        self.tagger = tagger
        self.start = nn.Parameter(torch.zeros(n_labels))
        self.step = nn.Parameter(torch.zeros(n_labels, n_labels))
        self.end = nn.Parameter(torch.zeros(n_labels))

    @property
    def rules(self) -> Rules:
        return Rules(self.start, self.step, self.end)

    def forward(self, *inputs: Any, **named: Any) -> Float[Tensor, "batch seq label"]:
        """Return the tagger's scores, the emissions."""
        return self.tagger(*inputs, **named)

    def decode(self, scores: Float[Tensor, "word label"]) -> list[int]:
        """Return the labels of the best sequence, for `predict_tags`."""
        return viterbi(scores, self.rules).labels


def crf_loss(model: Any, batch: TaggedBatch) -> Float[Tensor, ""]:
    """Return the mean over words of -log p(all tags of the sentence | sentence).

    Args:
        model: a `CRFTagger`.
        batch: tagged sentences, none of them empty.
    """
    emissions = at_words(model(batch.token_ids, mask=batch.mask), batch)
    return sequence_loss(emissions, batch.word_targets, batch.is_word, model.rules)


def sequence_loss(
    emissions: Float[Tensor, "batch word label"],
    labels: Int[Tensor, "batch word"],
    is_word: Bool[Tensor, "batch word"],
    rules: Rules,
) -> Float[Tensor, ""]:
    """Return log of the sum over all sequences, less the right one's score, a word.

    Raises:
        ValueError: if a sentence has no word.
    """
    if not is_word[:, 0].all():
        n_empty = int((~is_word[:, 0]).sum())
        raise ValueError(f"each sentence must have a word, got {n_empty} without one.")
    right = emissions.gather(2, labels[..., None])[..., 0]
    step = rules.step[labels[:, :-1], labels[:, 1:]]
    last = labels.gather(1, is_word.sum(dim=1, keepdim=True) - 1)[:, 0]
    score = rules.start[labels[:, 0]] + rules.end[last]
    score = score + (right * is_word).sum(dim=1) + (step * is_word[:, 1:]).sum(dim=1)
    return (log_partition(emissions, rules, is_word) - score).sum() / is_word.sum()
