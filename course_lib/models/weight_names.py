"""What a model's parameters are called elsewhere: a list of rules, read both ways.

How a model file uses it is said in hub.py; config_names.py does the same for sizes.
Held to what transformers reads and writes by tests/models/test_hub.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Rule:
    """What a module or parameter of ours is called there; `*` is the number of a layer.

    A rule for a module holds for its `weight` and its `bias`.

    Args:
        ours: our dotted name.
        theirs: their dotted name; or several, whose rows, one below the other, are ours.
        transposed: whether their matrices multiply from the other side, as GPT-2's do.
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
    tensors: Mapping[str, Tensor],
    rules: Sequence[Rule],
    *,
    base: str = "",
    ignored: Sequence[str] = (),
) -> dict[str, Tensor]:
    """Return their tensors under our names.

    One that no rule knows keeps its name, for `load_weights` to report.

    Args:
        tensors: from `read_weights`.
        rules: of the model file.
        base: the beginning of names that some files leave out, such as "transformer.".
        ignored: their names for what we do not store, since it can be computed.

    Raises:
        ValueError: if a part of one of our tensors is missing, or has another width.
    """
    found: dict[str, dict[int, Tensor]] = {}
    for name, tensor in tensors.items():
        names = (name, base + name)
        if any(_fits(one, pattern) for one in names for pattern in ignored):
            continue
        ours, i, rule = _look_up(names, rules) or (name, 0, None)
        flipped = rule is not None and rule.transposed and tensor.dim() == 2
        found.setdefault(ours, {})[i] = tensor.T if flipped else tensor
    return {ours: _joined(ours, parts, rules) for ours, parts in found.items()}


def _joined(ours: str, parts: dict[int, Tensor], rules: Sequence[Rule]) -> Tensor:
    """Return our tensor from theirs, which must all be there and equally wide."""
    rule = next((rule for rule in rules if _fits(ours, rule.ours)), Rule(ours, ours))
    theirs = [str(_renamed(ours, rule.ours, pattern)) for pattern in rule.parts]
    for i, name in enumerate(theirs):
        if i not in parts:
            raise ValueError(f"the weights must hold {name}, and do not.")
        if parts[i].shape[1:] != parts[0].shape[1:]:
            came = f"{tuple(parts[0].shape)} and {tuple(parts[i].shape)}"
            raise ValueError(f"{theirs[0]} and {name} must be equally wide, got {came}.")
    whole = torch.cat([parts[i] for i in range(len(theirs))]) if len(theirs) > 1 else parts[0]
    return whole.contiguous()


def to_theirs(tensors: Mapping[str, Tensor], rules: Sequence[Rule]) -> dict[str, Tensor]:
    """Return our tensors under their names: the way back from `to_ours`.

    Raises:
        ValueError: if a tensor has no rule.
    """
    theirs = {}
    for name, tensor in tensors.items():
        rule = next((rule for rule in rules if _fits(name, rule.ours)), None)
        if rule is None:
            raise ValueError(f"the rules must name every parameter, and name no {name}.")
        parts = tensor.split(rule.rows or len(tensor) // len(rule.parts))
        for part, pattern in zip(parts, rule.parts, strict=True):
            flipped = rule.transposed and part.dim() == 2
            their_name = str(_renamed(name, rule.ours, pattern))
            theirs[their_name] = (part.T if flipped else part).contiguous()
    return theirs


def without_heads(
    tensors: Mapping[str, Tensor],
    encoder: str,
    heads: tuple[str, ...],
) -> dict[str, Tensor]:
    """Return the tensors of the encoder within a larger model, under its own names.

    One that belongs to neither keeps its name, for `load_weights` to report.

    Args:
        tensors: of the larger model.
        encoder: what the encoder's names begin with, such as "bert."; it is taken off.
        heads: what the names of the other parts begin with.
    """
    kept = (name for name in tensors if not name.startswith(heads))
    return {name.removeprefix(encoder): tensors[name] for name in kept}


def _look_up(names: Sequence[str], rules: Sequence[Rule]) -> tuple[str, int, Rule] | None:
    """Return our name for one of theirs, which part of our tensor it is, and the rule."""
    for name in names:
        for rule in rules:
            for i, part in enumerate(rule.parts):
                if (ours := _renamed(name, part, rule.ours)) is not None:
                    return ours, i, rule
    return None


def _fits(name: str, pattern: str) -> bool:
    return _renamed(name, pattern, "") is not None


def _renamed(name: str, pattern: str, target: str) -> str | None:
    """Return `name` as `target` says it, with the same numbers and the same end.

    None if it does not fit the pattern.
    """
    numbered = re.escape(pattern).replace(r"\*", r"(\d+)")
    found = re.fullmatch(rf"{numbered}(\.weight|\.bias)?", name)
    if not found:
        return None
    *numbers, end = found.groups(default="")
    for number in numbers:
        target = target.replace("*", number, 1)
    return target + end
