"""Ways to ask a model why, each scored where the answer is known (circuit.py).

Sources: Simonyan et al. (2014), https://arxiv.org/abs/1312.6034, for gradients;
Sundararajan et al. (2017), https://arxiv.org/abs/1703.01365, for integrated gradients;
Zeiler and Fergus (2014), https://arxiv.org/abs/1311.2901, for occlusion;
Vig et al. (2020), https://arxiv.org/abs/2004.12265, and Meng et al. (2022),
https://arxiv.org/abs/2202.05262, for activation patching.
Probes with controls are in metrics/probing.py. Integrated gradients are held equal to
Captum by tests/applications/trust/test_interpret.py.
Left out: SHAP, LIME, attention rollout, sparse autoencoders.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.applications.trust.circuit import (
    HEADS,
    TOKEN,
    Puzzle,
    Stream,
    embed,
    run,
    unembed,
)

Score = Callable[[Tensor], Float[Tensor, " batch"]]  # from inputs to a number a row


def gradient_times_input(score: Score, inputs: Tensor, baseline: Tensor) -> Tensor:
    """Return (input - baseline) · gradient at the input, a number for each input number."""
    x = inputs.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(score(x).sum(), x)
    return (inputs - baseline) * gradient


def integrated_gradients(
    score: Score,
    inputs: Tensor,
    baseline: Tensor,
    n_steps: int = 64,
) -> Tensor:
    """Return (input - baseline) · mean gradient on the straight way between the two.

    Over all input numbers together this adds up to score(input) - score(baseline), but
    for the error of a sum in an integral's place (the midpoint rule).

    Raises:
        ValueError: if `n_steps` is not positive.
    """
    if n_steps < 1:
        raise ValueError(f"n_steps must be at least 1, got {n_steps}.")
    total = torch.zeros_like(inputs)
    for step in range(n_steps):
        share = (step + 0.5) / n_steps
        x = (baseline + share * (inputs - baseline)).detach().requires_grad_()
        (gradient,) = torch.autograd.grad(score(x).sum(), x)
        total += gradient / n_steps
    return (inputs - baseline) * total


def completeness_gap(score: Score, inputs: Tensor, baseline: Tensor, given: Tensor) -> float:
    """Return by how much attributions miss score(input) - score(baseline), at most.

    Args:
        score: what was explained.
        inputs: what was explained, a row each.
        baseline: what it was compared with.
        given: the attributions, of the inputs' shape.
    """
    with torch.no_grad():
        whole = score(inputs) - score(baseline)
    return float((given.flatten(1).sum(dim=1) - whole).abs().max())


def answer_score(puzzle: Puzzle) -> Score:
    """Return the function from embedded texts to the logit of the right answer."""
    rows = torch.arange(len(puzzle.answer))
    return lambda embedded: run(embedded).logits[rows, -1, puzzle.answer]


def no_letters(puzzle: Puzzle) -> Stream:
    """Return the embedded texts without their letters: the positions alone."""
    baseline = embed(puzzle.token_ids)
    baseline[..., TOKEN] = 0
    return baseline


def attributions(puzzle: Puzzle) -> dict[str, Float[Tensor, "batch seq"]]:
    """Return, for each method, how much each position counts for the answer.

    A sixth row, "attention of the induction head", is what one reads off who knows
    already which head to look at.
    """
    score, x, baseline = answer_score(puzzle), embed(puzzle.token_ids), no_letters(puzzle)
    seen = run(x).weights
    last = {name: seen[name][:, -1] for name in HEADS[1]}
    gone = []
    for place in range(x.shape[1]):
        without = x.clone()
        without[:, place, TOKEN] = 0
        gone.append((score(x) - score(without)).detach())
    return {
        "attention, mean of heads": (last["induction"] + last["loud"]) / 2,
        "attention of the loud head": last["loud"],
        "attention of the induction head": last["induction"],
        "gradient × input": gradient_times_input(score, x, baseline).sum(dim=-1),
        "integrated gradients": integrated_gradients(score, x, baseline).sum(dim=-1),
        "occlusion": torch.stack(gone, dim=1),
    }


def found(
    given: Float[Tensor, "batch seq"],
    causes: Int[Tensor, "batch k"],
) -> float:
    """Return the share of true causes that are among the k positions which count most.

    A position with less than a thousandth of what the first one has counts for nothing.
    """
    sizes = given.abs()
    best = sizes.topk(causes.shape[1], dim=1)
    enough = best.values > 1e-3 * sizes.max(dim=1, keepdim=True).values
    hits = (best.indices[:, :, None] == causes[:, None, :]) & enough[:, :, None]
    return float(hits.any(dim=1).float().mean())


def lens(puzzle: Puzzle) -> list[float]:
    """Return how often the answer is the likeliest token, read off after 0, 1 and 2 layers."""
    streams = run(embed(puzzle.token_ids)).streams
    guesses = [unembed(stream)[:, -1].argmax(dim=-1) for stream in streams]
    return [float((guess == puzzle.answer).float().mean()) for guess in guesses]


def patching(puzzle: Puzzle) -> dict[str, Float[Tensor, "batch seq"]]:
    """Return how much of the answer each head's output brings back, position by position.

    The model runs on texts that were changed at the key, with one vector taken from its run
    on the right texts: 0 if nothing comes back, 1 if the whole answer does.
    """
    rows = torch.arange(len(puzzle.answer))
    clean, spoilt = embed(puzzle.token_ids), embed(puzzle.corrupted())
    kept, low = run(clean), run(spoilt).logits[rows, -1, puzzle.answer]
    high = kept.logits[rows, -1, puzzle.answer]

    def effect(head: str, place: int) -> Tensor:
        patched = run(spoilt, {(head, place): kept.outputs[head][:, place]})
        return (patched.logits[rows, -1, puzzle.answer] - low) / (high - low)

    places = range(clean.shape[1])
    return {head: torch.stack([effect(head, place) for place in places], dim=1) for layer in HEADS for head in layer}
