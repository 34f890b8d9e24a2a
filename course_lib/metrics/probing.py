"""Probes: what can a linear classifier read off frozen vectors?

Source: Alain and Bengio (2016), https://arxiv.org/abs/1610.01644; control tasks:
Hewitt and Liang (2019), section 2, https://arxiv.org/abs/1909.03368.
Held equal to scikit-learn's `LogisticRegression` by tests/metrics/test_probing.py.
Left out: probes with hidden layers, control tasks for pairs of words.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor


def probe(
    vectors: Float[Tensor, "train d_model"],
    labels: Int[Tensor, " labels"],
    test_vectors: Float[Tensor, "test d_model"],
    strength: float = 1.0,
    n_steps: int = 60,
) -> Int[Tensor, " test"]:
    """Train a linear classifier; return the label that it gives each test vector.

    Each number of the vectors is first brought to mean 0 and variance 1, as it is in the
    training vectors, so that the layers of a model can be compared.

    Args:
        vectors: what the classifier reads; the model that made them is not changed.
        labels: one a vector, numbered from 0.
        test_vectors: others, of the same width.
        strength: of the pull towards small weights: half the sum of their squares times
            this is added to the summed loss.
        n_steps: how many steps of L-BFGS are made at most.

    Raises:
        ValueError: if there are fewer than 2 vectors, or not one label for each.
    """
    if len(vectors) < 2 or len(vectors) != len(labels):
        raise ValueError(
            "there must be at least 2 vectors with one label each, "
            f"got {len(vectors)} vectors and {len(labels)} labels."
        )
    mean, deviation = vectors.mean(dim=0), vectors.std(dim=0).clamp(min=1e-6)
    inputs = ((vectors - mean) / deviation).detach()
    n_labels = int(labels.max()) + 1
    weight = torch.zeros(n_labels, vectors.shape[1], requires_grad=True)
    bias = torch.zeros(n_labels, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weight, bias],
        max_iter=n_steps,
        line_search_fn="strong_wolfe",
    )

    def loss() -> Tensor:
        optimizer.zero_grad()
        logits = inputs @ weight.T + bias
        value = F.cross_entropy(logits, labels, reduction="sum")
        value = (value + strength * weight.square().sum() / 2) / len(labels)
        value.backward()
        return value

    with torch.enable_grad():
        optimizer.step(loss)
    logits = ((test_vectors - mean) / deviation) @ weight.T + bias
    return logits.argmax(dim=-1).detach()


def control_labels(
    words: Sequence[str],
    labels: Int[Tensor, " labels"],
    generator: torch.Generator,
) -> Int[Tensor, " words"]:
    """Return labels that say nothing of the text: each word has one, drawn by chance.

    All occurrences of a word get the same, and a label is drawn as often as it occurs in
    `labels`. A probe can learn them only by learning the words by heart: what it gets on
    the true labels beyond that is called its selectivity.

    Raises:
        ValueError: if there is not one label for each word.
    """
    if len(words) != len(labels):
        came = f"{len(words)} words, {len(labels)} labels"
        raise ValueError(f"each word must have a label, got {came}.")
    different = sorted(set(words))
    picked = torch.randint(len(labels), (len(different),), generator=generator)
    drawn = dict(zip(different, labels[picked].tolist(), strict=True))
    return torch.tensor([drawn[word] for word in words])
