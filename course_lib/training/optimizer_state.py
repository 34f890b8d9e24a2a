"""What an optimizer remembers, as tensors and numbers by the parameters' names.

For the optimizers of optimizers.py and for PyTorch's own. checkpoint.py saves it, and its
tests hold that a restored optimizer goes on bit for bit.
"""

import json
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.training.optimizers import Optimizer

Json = dict[str, Any]
AnyOptimizer = Optimizer | torch.optim.Optimizer


def optimizer_memory(
    model: nn.Module,
    optimizer: AnyOptimizer,
) -> tuple[dict[str, Tensor], Json]:
    """Return what an optimizer remembers of each parameter: tensors, and numbers.

    The names are such as "weight.exp_avg".

    Raises:
        ValueError: if the optimizer trains tensors that are not the model's, or remembers
            something other than tensors and numbers.
    """
    memory: dict[str, Any] = {}
    for name, remembered in _memory_by_name(model, optimizer):
        memory |= {f"{name}.{key}": value for key, value in remembered.items()}
    for name, value in memory.items():
        if not isinstance(value, Tensor | int | float | None):
            kind = type(value).__name__
            must = "what an optimizer remembers must be tensors and numbers to be saved"
            raise ValueError(f"{must}, got {kind} for {name}.")
    tensors = {name: one for name, one in memory.items() if isinstance(one, Tensor)}
    numbers = {name: one for name, one in memory.items() if name not in tensors}
    return tensors, numbers


def _memory_by_name(
    model: nn.Module,
    optimizer: AnyOptimizer,
) -> list[tuple[str, dict[str, Any]]]:
    """Return each parameter's name, and what is remembered of it."""
    named = named_parameters(model, optimizer)
    if isinstance(optimizer, Optimizer):
        memory = []
        for name, parameter in named:
            kept = {key: t for key, t in tables(optimizer).items() if parameter in t}
            memory.append((name, {key: t[parameter] for key, t in kept.items()}))
        return memory
    state = optimizer.state_dict()["state"]
    return [(name, state.get(i, {})) for i, (name, _) in enumerate(named)]


def restore_optimizer(
    model: nn.Module,
    optimizer: AnyOptimizer,
    saved: Mapping[str, Any],
) -> None:
    """Give an optimizer its memory back, in place of what it remembers.

    Args:
        model: whose parameters it trains.
        optimizer: of the kind that was saved.
        saved: the tensors and the numbers of `optimizer_memory`, together.
    """
    memory: dict[str, dict[str, Any]] = {}
    for name, value in saved.items():
        parameter_name, key = name.rsplit(".", 1)
        memory.setdefault(parameter_name, {})[key] = value
    named = named_parameters(model, optimizer)
    if not isinstance(optimizer, Optimizer):
        state = {i: memory[name] for i, (name, _) in enumerate(named) if name in memory}
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})
        return
    for key, table in tables(optimizer).items():
        table.clear()
        for name, parameter in named:
            if key in memory.get(name, {}):
                value = memory[name][key]
                is_tensor = isinstance(value, Tensor)
                table[parameter] = value.to(parameter.device) if is_tensor else value


def tables(optimizer: Optimizer) -> dict[str, dict[Tensor, Any]]:
    """Return what one of our optimizers keeps of parameters: its dictionaries."""
    kept = vars(optimizer).items()
    return {name: table for name, table in kept if isinstance(table, dict)}


def groups_of(optimizer: AnyOptimizer) -> list[tuple[list[Tensor], Json]]:
    """Return the parameters of each group, and the group's settings."""
    if isinstance(optimizer, Optimizer):
        ours = optimizer.groups
        return [(list(g.parameters), {"weight_decay": g.weight_decay}) for g in ours]
    groups = []
    for group in optimizer.param_groups:
        settings = {key: value for key, value in group.items() if key != "params"}
        groups.append((group["params"], settings))
    return groups


def named_parameters(
    model: nn.Module,
    optimizer: AnyOptimizer,
) -> list[tuple[str, Tensor]]:
    """Return what the optimizer trains, in its order, each by its name in the model.

    Raises:
        ValueError: if it trains something else.
    """
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    trained = [parameter for group, _ in groups_of(optimizer) for parameter in group]
    if n_foreign := sum(id(one) not in names for one in trained):
        raise ValueError(
            "the optimizer must train parameters of the model only, "
            f"got {n_foreign} others: make it from model.parameters()."
        )
    return [(names[id(parameter)], parameter) for parameter in trained]


def optimizer_settings(model: nn.Module, optimizer: AnyOptimizer) -> Json:
    """Return what must stay the same for a training to go on.

    The learning rate is not among it: the loop sets it.
    """
    settings: Json = {
        "kind": type(optimizer).__name__,
        "parameters": [name for name, _ in named_parameters(model, optimizer)],
    }
    if isinstance(optimizer, Optimizer):
        for key, value in vars(optimizer).items():
            if isinstance(value, int | float | str | tuple):
                settings[key] = value
    for i, (parameters, group) in enumerate(groups_of(optimizer)):
        group = {"n_parameters": len(parameters), **group}
        settings |= {f"group {i}: {key}": value for key, value in group.items()}
    rates = ("learning_rate", "lr", "initial_lr")
    settings = {key: value for key, value in settings.items() if not key.endswith(rates)}
    return json.loads(json.dumps(settings, default=str))
