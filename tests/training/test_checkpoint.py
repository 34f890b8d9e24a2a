"""A checkpoint restores everything, survives a kill at any moment, and refuses what it is not."""

import json
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from course_lib.training import optimizers
from course_lib.training.checkpoint import load_weights, read_checkpoint, restore, save_checkpoint
from course_lib.training.muon import Muon
from course_lib.training.optimizer_state import optimizer_memory
from course_lib.training.parameter_groups import decay_groups, hidden_matrices

OURS = [
    optimizers.SGD,
    optimizers.Momentum,
    optimizers.AdaGrad,
    optimizers.RMSProp,
    optimizers.Adam,
    optimizers.AdamW,
]
THEIRS = [torch.optim.SGD, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.NAdam]


def network(width=5, seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, width), nn.BatchNorm1d(width), nn.Tanh(), nn.Linear(width, 2))


def step(model, optimizer, n_steps):
    for _ in range(n_steps):
        optimizer.zero_grad()
        model(torch.randn(7, 3)).square().sum().backward()
        optimizer.step()


def same_state(first, second):
    return all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )


@pytest.fixture
def saved(tmp_path):
    """Return a checkpoint's path, and what was saved."""
    model = network()
    optimizer = torch.optim.AdamW(model.parameters())
    step(model, optimizer, 2)
    save_checkpoint(tmp_path / "file", model, optimizer, {"step": 2}, {"extra": torch.arange(3)})
    return tmp_path / "file", model, optimizer


def goes_on_alike(model, optimizer, other, other_optimizer, path):
    step(model, optimizer, 3)
    save_checkpoint(path, model, optimizer, {})
    step(model, optimizer, 3)
    step(other, other_optimizer, 1)  # a memory that must be replaced
    restore(read_checkpoint(path), other, other_optimizer)
    step(other, other_optimizer, 3)
    return same_state(model, other)


@pytest.mark.parametrize("kind", OURS + THEIRS)
def test_every_optimizer_goes_on_bit_for_bit(tmp_path, kind):
    model, other = network(), network(seed=1)
    options = {"momentum": 0.9} if kind is torch.optim.SGD else {}
    first, second = kind(model.parameters(), 0.01, **options), kind(other.parameters(), 0.01, **options)
    assert goes_on_alike(model, first, other, second, tmp_path / "file")


@pytest.mark.parametrize("kind", [optimizers.Momentum, torch.optim.AdamW])
def test_what_an_optimizer_remembers_is_replaced_also_by_nothing(tmp_path, kind):
    model = network()
    optimizer = kind(model.parameters(), 0.1)
    save_checkpoint(tmp_path / "file", model, optimizer, {})
    step(model, optimizer, 1)
    restore(read_checkpoint(tmp_path / "file"), model, optimizer)
    assert optimizer_memory(model, optimizer) == ({}, {})


def test_muon_and_groups_go_on_bit_for_bit(tmp_path):
    model, other = network(), network(seed=1)
    assert goes_on_alike(model, Muon(*hidden_matrices(model)), other, Muon(*hidden_matrices(other)), tmp_path / "muon")
    first, second = (optimizers.AdamW(decay_groups(one, 0.3)) for one in (model, other))
    assert goes_on_alike(model, first, other, second, tmp_path / "groups")


@pytest.mark.usefixtures("as_readers_call_it")  # the checks of signatures use Python's chance
def test_chance_goes_on_where_it_was(saved, tmp_path):
    path, model, optimizer = saved
    random.gauss(0, 1), np.random.randn()  # each keeps a second number for next time
    save_checkpoint(path, model, optimizer, {})
    expected = (torch.rand(3).tolist(), np.random.randn(3).tolist(), [random.gauss(0, 1) for _ in range(3)])
    restore(read_checkpoint(path), model, optimizer)
    assert (torch.rand(3).tolist(), np.random.randn(3).tolist(), [random.gauss(0, 1) for _ in range(3)]) == expected


def test_the_file_is_plain_safetensors_with_json(saved):
    path, model, _ = saved
    tensors = load_file(path)
    assert torch.equal(tensors["model.0.weight"], model[0].weight)
    assert tensors["extra.extra"].tolist() == [0, 1, 2]
    with safe_open(path, "pt") as file:
        assert json.loads(file.metadata()["state"])["progress"] == {"step": 2}
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_shared_and_strided_and_16_bit_weights_are_saved(tmp_path):
    model = nn.ModuleList([nn.Linear(4, 3), nn.Linear(4, 3)])
    model[1].weight = model[0].weight
    model[0].bias = nn.Parameter(torch.randn(3, 2).bfloat16()[:, 1])  # every second number of a tensor
    save_checkpoint(tmp_path / "file", model, torch.optim.SGD(model.parameters()), {})
    other = nn.ModuleList([nn.Linear(4, 3), nn.Linear(4, 3)])
    other[1].weight = other[0].weight
    other[0].bias = nn.Parameter(torch.zeros(3).bfloat16())
    load_weights(tmp_path / "file", other)
    assert same_state(model, other)
    assert other[1].weight is other[0].weight


def test_only_the_weights_can_be_loaded(saved):
    path, model, _ = saved
    other = network(seed=1)
    torch.manual_seed(4)
    load_weights(path, other)
    assert same_state(model, other)
    assert torch.initial_seed() == 4


SAVING = """
import sys, torch
from torch import nn
from course_lib.training.checkpoint import save_checkpoint
model = nn.Linear(500, 500)
optimizer = torch.optim.SGD(model.parameters())
for step in range(100_000):
    nn.init.constant_(model.weight, step)
    save_checkpoint(sys.argv[1], model, optimizer, {"step": step})
    if step == 0:
        print("saved", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_run_that_is_killed_while_it_saves_leaves_a_whole_checkpoint(tmp_path):
    path, rng, steps = tmp_path / "file", random.Random(0), []
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", SAVING, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process:
            try:
                assert process.stdout.readline() == "saved\n"
                for _ in range(15):  # it can be read at any moment too
                    time.sleep(0.02 * rng.random())
                    steps.append(whole(path))
            finally:
                process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        steps.append(whole(path))
    assert len(set(steps)) > 1, steps  # it did save meanwhile, however slow the disk
    assert {one.name for one in tmp_path.iterdir()} <= {"file", "file.part"}


def whole(path):
    """Return the step that a checkpoint is of, all of it."""
    saved = read_checkpoint(path)
    n_steps = saved.state["progress"]["step"]
    assert (saved.tensors["model.weight"] == n_steps).all()
    return n_steps


def test_a_save_that_fails_leaves_the_old_checkpoint(saved):
    path, model, optimizer = saved
    with pytest.raises(ValueError, match="Out of range float"):
        save_checkpoint(path, model, optimizer, {"loss": float("nan")})
    assert read_checkpoint(path).state["progress"] == {"step": 2}


class TestRefused:
    def test_no_file(self, tmp_path):
        with pytest.raises(ValueError, match=r"checkpoint at .*nowhere, got no file"):
            read_checkpoint(tmp_path / "nowhere")

    @pytest.mark.parametrize("n_bytes", [0, 3, 100, 5000])
    def test_a_file_cut_off(self, saved, n_bytes):
        path = saved[0]
        path.write_bytes(path.read_bytes()[:n_bytes])
        with pytest.raises(ValueError, match="must be a whole safetensors file"):
            read_checkpoint(path)

    def test_any_changed_byte(self, saved):
        path = saved[0]
        content = path.read_bytes()
        header_size = int.from_bytes(content[:8], "little")
        rng = random.Random(0)
        places = [
            0,
            8,
            *rng.sample(range(8, 8 + header_size - 8), 60),
            *rng.sample(range(8 + header_size, len(content)), 60),
        ]
        for place in places:
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            with pytest.raises(ValueError, match=r"must (be|have)"):
                read_checkpoint(path)

    def test_a_pickle(self, tmp_path):
        torch.save({"weight": torch.zeros(3)}, tmp_path / "file.pt")
        with pytest.raises(ValueError, match="looks like a pickle, which could run any program"):
            read_checkpoint(tmp_path / "file.pt")

    def test_weights_without_a_training(self, tmp_path):
        save_file({"weight": torch.zeros(3), "bias": torch.zeros(2)}, tmp_path / "file")
        with pytest.raises(ValueError, match="'course_lib checkpoint 1', got None and 2 tensors"):
            read_checkpoint(tmp_path / "file")

    def test_another_model_changes_nothing(self, saved):
        path = saved[0]
        other = nn.Sequential(nn.Linear(3, 6), nn.Identity(), nn.Tanh(), nn.Linear(6, 2), nn.Linear(2, 2))
        before = [parameter.clone() for parameter in other.parameters()]
        message = (
            r"6 tensors, got 2 missing \(4.bias; 4.weight\), "
            r"5 surplus \(1.bias; 1.num_batches_tracked; 1.running_mean\), "
            r"3 misshapen \(0.bias \(\(5,\), torch.float32\), here \(\(6,\), torch.float32\)"
        )
        optimizer = torch.optim.AdamW(other.parameters())
        for refuse in (lambda: load_weights(path, other), lambda: restore(read_checkpoint(path), other, optimizer)):
            with pytest.raises(ValueError, match=message):
                refuse()
        assert all(torch.equal(a, b) for a, b in zip(before, other.parameters(), strict=True))

    def test_weights_of_another_kind(self, saved):
        with pytest.raises(ValueError, match=r"misshapen .*torch.float32\), here .*torch.float64"):
            load_weights(saved[0], network().double())

    def test_another_optimizer_changes_nothing(self, saved):
        path, other = saved[0], network(seed=1)
        cases = [
            (torch.optim.NAdam(other.parameters(), weight_decay=0.01), "kind was 'AdamW', got 'NAdam'"),
            (torch.optim.AdamW(other.parameters(), betas=(0.8, 0.999)), r"betas was \[0.9, 0.999\], got \[0.8"),
            (torch.optim.AdamW(other[3].parameters()), r"parameters was \[.*0.weight.*, got \['3.weight', '3.bias'\]"),
            (torch.optim.AdamW([*other.parameters()][::-1]), "parameters was .*0.weight.*, got .*3.bias"),
        ]
        for optimizer, message in cases:
            with pytest.raises(ValueError, match=message):
                restore(read_checkpoint(path), other, optimizer)
        assert same_state(other, network(seed=1))

    def test_our_optimizer_with_other_settings(self, tmp_path):
        model = network()
        save_checkpoint(tmp_path / "file", model, optimizers.Momentum(model.parameters(), 0.1, 0.9), {})
        restore(read_checkpoint(tmp_path / "file"), model, optimizers.Momentum(model.parameters(), 0.2, 0.9))
        with pytest.raises(ValueError, match=r"momentum was 0\.9, got 0\.8"):
            restore(read_checkpoint(tmp_path / "file"), model, optimizers.Momentum(model.parameters(), 0.1, 0.8))
        with pytest.raises(ValueError, match=r"weight_decay was 0\.0, got 0\.5"):
            restore(
                read_checkpoint(tmp_path / "file"),
                model,
                optimizers.Momentum(model.parameters(), 0.1, 0.9, weight_decay=0.5),
            )

    def test_an_optimizer_of_another_model(self, tmp_path):
        with pytest.raises(ValueError, match="parameters of the model only, got 6 others"):
            save_checkpoint(tmp_path / "file", network(), torch.optim.SGD(network().parameters()), {})

    def test_an_optimizer_with_a_memory_of_another_kind(self, tmp_path):
        model = nn.Linear(2, 1)
        optimizer = torch.optim.LBFGS(model.parameters())

        def closure():
            optimizer.zero_grad()
            loss = model(torch.ones(3, 2)).square().sum()
            loss.backward()
            return loss

        optimizer.step(closure)
        with pytest.raises(ValueError, match="tensors and numbers to be saved, got list"):
            save_checkpoint(tmp_path / "file", model, optimizer, {})
