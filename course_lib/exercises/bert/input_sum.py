"""What goes into BERT: a row of three tables for each token, added."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.input_sum",
    title="Token + position + segment",
    chapter="09",
    level=1,
    minutes=8,
    hints=[
        "Each of the three is a look-up: a table, indexed by a tensor of ids, gives a row "
        "for each id. What are the ids of the positions?",
        "Positions count 0, 1, 2, … along the sequence, in every row of the batch alike: "
        "`position_table[:n_tokens]` has the axes [seq d_model] and broadcasts.",
        "`token_table[token_ids] + position_table[:n_tokens] + segment_table[segment_ids]`, "
        "with `n_tokens = token_ids.shape[1]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, first: int, second: int) -> Case:
        n_tokens = first + second
        return {
            "token_ids": torch.randint(1, 11, (batch, n_tokens), generator=rng),
            "segment_ids": torch.tensor([[0] * first + [1] * second] * batch),
            "token_table": torch.randn(11, 6, generator=rng),
            "position_table": torch.randn(13, 6, generator=rng),
            "segment_table": torch.randn(2, 6, generator=rng),
        }

    return [draw(2, 4, 3), draw(3, 2, 6)]


@exercise.solution
def my_input_sum(
    token_ids: Int[Tensor, "batch seq"],
    segment_ids: Int[Tensor, "batch seq"],
    token_table: Float[Tensor, "vocab d_model"],
    position_table: Float[Tensor, "position d_model"],
    segment_table: Float[Tensor, "segment d_model"],
) -> Float[Tensor, "batch seq d_model"]:
    """Add each token's vector, that of its position, and that of its segment.

    `position_table` has a row for each position up to the longest text; the layer norm
    that follows in BERT is not asked for.
    """
    n_tokens = token_ids.shape[1]
    return token_table[token_ids] + position_table[:n_tokens] + segment_table[segment_ids]


def three(case: Case) -> tuple[Tensor, Tensor, Tensor]:
    """Return the three parts of the sum."""
    n_tokens = case["token_ids"].shape[1]
    return (
        case["token_table"][case["token_ids"]],
        case["position_table"][:n_tokens].expand(len(case["token_ids"]), -1, -1),
        case["segment_table"][case["segment_ids"]],
    )


@exercise.also_right
def with_embedding(
    token_ids: Tensor,
    segment_ids: Tensor,
    token_table: Tensor,
    position_table: Tensor,
    segment_table: Tensor,
) -> Tensor:
    look_up = torch.nn.functional.embedding
    positions = torch.arange(token_ids.shape[1]).expand_as(token_ids)
    x = look_up(token_ids, token_table) + look_up(positions, position_table)
    return x + look_up(segment_ids, segment_table)


@exercise.also_right
def by_loops(
    token_ids: Tensor,
    segment_ids: Tensor,
    token_table: Tensor,
    position_table: Tensor,
    segment_table: Tensor,
) -> Tensor:
    rows = []
    for ids, segments in zip(token_ids.tolist(), segment_ids.tolist(), strict=True):
        pairs = enumerate(zip(ids, segments, strict=True))
        parts = [token_table[i] + position_table[place] + segment_table[s] for place, (i, s) in pairs]
        rows.append(torch.stack(parts))
    return torch.stack(rows)


@exercise.mistake("The positions are missing: the sum does not know the order of the tokens.")
def without_positions(**case: Any) -> Tensor:
    token, _, segment = three(case)
    return token + segment


@exercise.mistake("The segments are missing: the sum does not know which text a token is of.")
def without_segments(**case: Any) -> Tensor:
    token, position, _ = three(case)
    return token + position


@exercise.mistake("Every token has the vector of segment 0: look up `segment_ids`.")
def one_segment(**case: Any) -> Tensor:
    token, position, _ = three(case)
    return token + position + case["segment_table"][0]


@exercise.mistake("The positions count from 1; the first token, [CLS], stands at 0.")
def from_one(**case: Any) -> Tensor:
    token, _, segment = three(case)
    return token + case["position_table"][1 : token.shape[1] + 1] + segment


@exercise.mistake("The positions are looked up by token id; they count along the sequence.")
def position_by_token(**case: Any) -> Tensor:
    token, _, segment = three(case)
    return token + case["position_table"][case["token_ids"]] + segment


@exercise.mistake("The positions start again in the second segment; they go on through the whole sequence.")
def restarted(**case: Any) -> Tensor:
    token, _, segment = three(case)
    n_first = (case["segment_ids"] == 0).sum(dim=1, keepdim=True)
    places = torch.arange(token.shape[1]) - n_first * case["segment_ids"]
    return token + case["position_table"][places] + segment


@exercise.mistake("This is the mean of the three; BERT adds them.")
def mean(**case: Any) -> Tensor:
    return torch.stack(three(case)).mean(dim=0)


@exercise.mistake("The three vectors are laid side by side; they are added, so the width stays d_model.")
def side_by_side(**case: Any) -> Tensor:
    return torch.cat(three(case), dim=-1)


@exercise.mistake("The sum is normalised already; here only the sum is asked for.")
def normalised(**case: Any) -> Tensor:
    total = torch.stack(three(case)).sum(dim=0)
    return torch.nn.functional.layer_norm(total, total.shape[-1:])


@exercise.property("Two equal tokens of one segment differ by their positions' vectors alone.")
def places_differ(output: Tensor, case: Case) -> bool:
    token, position, segment = three(case)
    rest = output - token - segment
    return bool((rest[:, 1:] - rest[:, :-1] - position.diff(dim=1)).abs().max() < 1e-4)
