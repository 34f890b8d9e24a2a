"""What a model's parameters are called at Hugging Face: one list of rules, read both ways.

How a model file uses it is said in hub.py. Held to what transformers reads and writes by tests/models/test_hub.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Rule:
    """What a module or parameter of ours is called there; `*` stands for a number, such as that of a layer.

    A rule for a module holds for its `weight` and its `bias`.

    Args:
        ours: our dotted name.
        theirs: their dotted name; or several, whose rows laid below one another are ours.
        transposed: whether their matrices multiply from the other side, as those of GPT-2 do.
        rows: how many of our rows each of theirs has; None is equal parts.
    """

    ours: str
    theirs: str | tuple[str, ...]
    transposed: bool = False
    rows: tuple[int, ...] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.theirs,) if isinstance(self.theirs, str) else self.theirs


def to_ours(
    tensors: Mapping[str, Tensor], rules: Sequence[Rule], *, base: str = "", ignored: Sequence[str] = ()
) -> dict[str, Tensor]:
    """Return their tensors under our names; one that no rule knows keeps its name, for `load_weights` to report.

    Args:
        tensors: from `read_weights`.
        rules: of the model file.
        base: the beginning that some files leave out of every name, such as "transformer.".
        ignored: their names for what we do not store, such as tables that can be computed.
    """
    found: dict[str, dict[int, Tensor]] = {}
    for name, tensor in tensors.items():
        names = (name, base + name)
        if any(_renamed(one, pattern, "") is not None for one in names for pattern in ignored):
            continue
        ours, i, rule = _look_up(names, rules) or (name, 0, None)
        flipped = rule is not None and rule.transposed and tensor.dim() == 2
        found.setdefault(ours, {})[i] = tensor.T if flipped else tensor
    return {ours: torch.cat([parts[i] for i in sorted(parts)]).contiguous() for ours, parts in found.items()}


def to_theirs(tensors: Mapping[str, Tensor], rules: Sequence[Rule]) -> dict[str, Tensor]:
    """Return our tensors under their names: the way back from `to_ours`.

    Raises:
        ValueError: if a tensor has no rule.
    """
    theirs = {}
    for name, tensor in tensors.items():
        rule = next((rule for rule in rules if _renamed(name, rule.ours, "") is not None), None)
        if rule is None:
            raise ValueError(f"the rules must name every parameter, and name no {name}.")
        parts = tensor.split(rule.rows or len(tensor) // len(rule.parts))
        for part, their in zip(parts, rule.parts, strict=True):
            flipped = rule.transposed and part.dim() == 2
            theirs[str(_renamed(name, rule.ours, their))] = (part.T if flipped else part).contiguous()
    return theirs


def _look_up(names: Sequence[str], rules: Sequence[Rule]) -> tuple[str, int, Rule] | None:
    """Return our name for one of theirs, which part of our tensor it is, and the rule that says so."""
    for name in names:
        for rule in rules:
            for i, part in enumerate(rule.parts):
                if (ours := _renamed(name, part, rule.ours)) is not None:
                    return ours, i, rule
    return None


def _renamed(name: str, pattern: str, target: str) -> str | None:
    """Return `name` as `target` says it, with the same numbers and the same end; None if it does not fit."""
    numbered = re.escape(pattern).replace(r"\*", r"(\d+)")
    found = re.fullmatch(rf"{numbered}(\.weight|\.bias)?", name)
    if not found:
        return None
    *numbers, end = found.groups(default="")
    for number in numbers:
        target = target.replace("*", number, 1)
    return target + end
