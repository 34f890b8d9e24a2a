"""How an output differs from the one expected, from its shape to its values, in a learner's words.

An output may be a tensor, an array, a number, a string, or a list, tuple or dictionary of these. Only what it says
counts: arrays stand for tensors, any width of float for any other, tuples for lists, and gradients are left aside.
"""

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

RELATIVE_TOLERANCE = 1e-4
_STRANGE = "NaN comes of 0/0, inf/inf or inf - inf; inf of a division by 0 or of exp of a large number."


class Difference(NamedTuple):
    text: str
    in_values: bool = False  # the form (type, shape, kind of number, no NaN) is right, so that properties can be tried


def plain(value: Any) -> Any:
    """Copy a value, with arrays as tensors, without gradients, on the CPU."""
    if isinstance(value, np.ndarray | np.generic):
        return torch.from_numpy(np.array(value)) if value.dtype.kind in "biuf" else value.tolist()
    if isinstance(value, Tensor):
        return value.detach().cpu().clone()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, torch.nn.Module):
        return plain(value.state_dict())
    if hasattr(value, "__dict__") and not callable(value):  # an object says what its attributes say
        return plain(vars(value))
    return value


def difference(expected: Any, got: Any, tolerance: float, name: str = "the output") -> Difference | None:
    """Return a difference between two plain values, in form rather than in values, or None."""
    if type(expected) is int and type(got) is int:  # of any size, which a tensor's are not
        same = expected == got
        return None if same else _said(f"{name} is {got}, expected {expected}.", in_values=True)
    if isinstance(expected, Tensor | bool | int | float) and isinstance(got, Tensor | bool | int | float):
        return _between_tensors(expected, got, tolerance, name)
    if isinstance(expected, list) and isinstance(got, Tensor):
        got = got.tolist()
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return _said(f"{name} has {len(got)} items, expected {len(expected)}.")
        pairs = [(f"item {i} of {name}", *pair) for i, pair in enumerate(zip(expected, got, strict=True))]
    elif isinstance(expected, dict) and isinstance(got, dict):
        if stray := expected.keys() ^ got.keys():
            key = min(stray, key=repr)
            return _said(f"{name} has {'no' if key in expected else 'an unexpected'} entry {key!r}.")
        pairs = [(f"entry {key!r} of {name}", expected[key], got[key]) for key in expected]
    elif type(expected) is not type(got):
        return _said(f"{name} is {_kind(got)}, expected {_kind(expected)}.")
    elif expected != got:
        return _said(f"{name} is {short(got)}, expected {short(expected)}.", in_values=True)
    else:
        return None
    found = [difference(want, have, tolerance, where) for where, want, have in pairs]
    return min(filter(None, found), key=lambda each: each.in_values, default=None)  # the first in form, if any


def short(value: Any) -> str:
    """Write a value out, cut off where it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _kind(value: Any) -> str:
    """Say in a few words what a value is, such as "a tensor of shape (2, 3)"."""
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if value is None:
        return "None"
    if isinstance(value, bool | int | float):
        return "a number"
    if isinstance(value, list):
        return f"a list or tuple of {len(value)}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _tensor(value: Any) -> Tensor:
    try:
        return torch.as_tensor(value)
    except ValueError:  # an int that 64 bits cannot hold
        return torch.tensor(float(value), dtype=torch.float64)


def _between_tensors(expected: Any, got: Any, tolerance: float, name: str) -> Difference | None:
    want, have = _tensor(expected), _tensor(got)
    if want.shape != have.shape:
        shapes = f"{name} has shape {tuple(have.shape)}, expected {tuple(want.shape)}"
        return _said(shapes + _about_shapes(list(want.shape), list(have.shape)))
    if _numbers(want) != _numbers(have) and not (_numbers(want) == "float" and type(got) is int):
        return _said(f"{name} holds {_numbers(have)} values ({have.dtype}), expected {_numbers(want)} ones.")
    if have.is_floating_point() or want.is_floating_point():
        close = torch.isclose(have.double(), want.double(), RELATIVE_TOLERANCE, tolerance, equal_nan=True)
    else:  # what is counted is right or wrong
        close = have == want
    if close.all():
        return None
    strange = ~have.isfinite() & ~close
    if strange.any():
        at = tuple(strange.nonzero()[0].tolist())
        count = f" ({int(strange.sum())} of {have.numel()} values are not finite)" if at else ""
        return _said(f"{name} is {have[at].item()}{_at(at)}, which is not expected there{count}. {_STRANGE}")
    far = (have.double() - want.double()).abs().masked_fill(close, -1)
    at = tuple(int(i) for i in np.unravel_index(int(far.argmax()), far.shape))
    largest = f" The difference is largest there; {int((~close).sum())} of {far.numel()} values differ." if at else ""
    text = f"{name} is {_number(have[at])}{_at(at)}, expected {_number(want[at])}.{largest}"
    return _said(text + _about_factor(want, have), in_values=True)


def _said(text: str, in_values: bool = False) -> Difference:
    return Difference(text[0].upper() + text[1:], in_values)


def _about_shapes(want: list[int], have: list[int]) -> str:
    if sorted(want) == sorted(have):
        moved = sum(a != b for a, b in zip(want, have, strict=True))
        return ": two axes are swapped." if moved == 2 else ": the axes are in another order."
    if [n for n in want if n != 1] == [n for n in have if n != 1]:
        return f": an axis of size 1 is {'left over' if len(have) > len(want) else 'missing'} (keepdim, unsqueeze?)."
    return "."


def _about_factor(want: Tensor, have: Tensor) -> str:
    """Say so if every value is off by one and the same factor."""
    if want.dtype == torch.bool or want.numel() < 2 or not want.any():
        return ""
    some = want != 0
    factors = have[some].double() / want[some].double()
    if torch.allclose(factors, factors[:1], rtol=1e-3, atol=0) and not have[~some].any():
        return f" Each value is {factors[0]:.4g} times the expected one: is a factor missing, or one too many?"
    return ""


def _numbers(value: Tensor) -> str:
    return "bool" if value.dtype == torch.bool else "float" if value.is_floating_point() else "integer"


def _number(value: Tensor) -> str:
    return f"{value.item():.4g}" if value.is_floating_point() else str(value.item())


def _at(index: tuple[int, ...]) -> str:
    return f" at index {index if len(index) > 1 else index[0]}" if index else ""
