"""Several processes make the steps that one makes; the ones here are two, on the CPU."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from course_lib.training import run as running
from course_lib.training.distributed import all_sum, from_first, in_parallel, mean_over_all, share
from course_lib.training.log import column, read_log
from course_lib.training.recipe import read_recipe

ROOT = Path(running.__file__).parents[2]
PLAIN = ["optimizer=adamw", "precision=float32"]
SMALL = [*PLAIN, "sizes.d_model=12", "sizes.n_layers=2", "context_length=16", "batch_size=6", "learning_rate=0.01"]
CHANGES = {
    "python_gpt": [*SMALL, "corpus_size=9000", "vocab_size=280", "steps=8", "save_every=3"],
    "town_bert": [*SMALL, "corpus_size=40000", "vocab_size=250", "sizes.d_ff=20", "steps=4", "save_every=null"],
    "town_translation": [*SMALL, "corpus_size=90", "vocab_size=270", "sizes.d_ff=20", "steps=4"],
}
# Each process trains all three; the first training is killed in step 5, and goes on from step 3.
SCRIPT = """
import os
import torch
from course_lib.training import run as running
from course_lib.training.recipe import read_recipe

real, calls = running.distributed.mean_over_all, []

def mean_or_stop(sums):
    calls.append(1)
    if len(calls) == 6:
        raise KeyboardInterrupt
    return real(sums)

running.distributed.mean_over_all = mean_or_stop
torch.distributed.init_process_group("gloo")
for name, changes in {changes!r}.items():
    recipe, folder = read_recipe(name, changes), os.path.join({folder!r}, name)
    try:
        model = running.run(recipe, folder)
    except KeyboardInterrupt:
        model = running.run(recipe, folder, resume=True)
    torch.save(model.state_dict(), folder + "." + os.environ["RANK"])
torch.distributed.destroy_process_group()
"""


def torchrun(*arguments):
    """Run something in two processes; fail with what they print."""
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    settings = {"OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1", "CUDA_VISIBLE_DEVICES": ""}
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, **settings, "PYTHONPATH": path}
    done = subprocess.run(
        [*launch, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(autouse=True)
def on_one_cpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def alone(name, folder):
    """Train in this process; return the losses and the weights."""
    running.run(read_recipe(name, CHANGES[name]), folder / name)
    return results(folder / name)


def results(folder):
    losses = column(read_log(folder / "log.jsonl"), "loss")[1]
    return losses, load_file(folder / "model.safetensors")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """The folder in which two processes trained three models."""
    folder = tmp_path_factory.mktemp("pair")
    script = folder / "script.py"
    script.write_text(SCRIPT.format(changes=CHANGES, folder=str(folder)))
    torchrun(str(script))
    return folder


@pytest.mark.parametrize("name", CHANGES)
def test_two_processes_make_the_steps_that_one_makes(name, pair, tmp_path):
    losses, weights = alone(name, tmp_path)
    theirs, _ = results(pair / name)
    assert theirs == pytest.approx(losses, abs=1e-4)
    assert name == "town_bert" or losses[-1] < losses[0] - 0.02  # BERT needs longer
    first, second = (torch.load(f"{pair / name}.{rank}") for rank in (0, 1))
    for key, weight in first.items():
        assert torch.equal(weight, second[key])
    logs = (column(read_log(folder / name / "log.jsonl"), "gradient_norm")[1] for folder in (tmp_path, pair))
    assert next(logs) == pytest.approx(next(logs), rel=1e-3)
    cards = [running.read_json(folder / name / "card.json") for folder in (tmp_path, pair)]
    assert [card["n_processes"] for card in cards] == [1, 2]
    for key in ("held_out_loss", "n_parameters", "tokens_seen"):
        assert cards[1][key] == pytest.approx(cards[0][key], abs=1e-3)
    assert cards[0]["data_sha256"] == cards[1]["data_sha256"]
    assert len(weights) > 10


def test_only_the_first_process_writes(pair):
    here = {path.name for path in (pair / "python_gpt").iterdir()}
    written = {"recipe.json", "log.jsonl", "checkpoint", "config.json", "model.safetensors"}
    assert here == {*written, "tokenizer.json", "card.json"}
    assert [record["step"] for record in read_log(pair / "python_gpt" / "log.jsonl")] == list(range(8))


def test_sharded_weights_make_the_same_steps(tmp_path):
    name = "python_gpt"
    sets = [part for one in [*CHANGES[name], "save_every=null"] for part in ("--set", one)]
    torchrun("-m", "course_lib.training", name, "--to", str(tmp_path / "shards"), "--shard", *sets)
    losses, weights = alone(name, tmp_path)
    theirs, gathered = results(tmp_path / "shards")
    assert theirs == pytest.approx(losses, abs=1e-4)
    assert {key: one.shape for key, one in gathered.items()} == {key: one.shape for key, one in weights.items()}
    cards = [running.read_json(tmp_path / folder / "card.json") for folder in (name, "shards")]
    for key in ("held_out_loss", "n_parameters", "tokens_seen"):
        assert cards[1][key] == pytest.approx(cards[0][key], abs=1e-3)
    assert (cards[1]["n_processes"], cards[1]["device"]) == (2, "cpu")


def test_shares_are_all_rows_each_once():
    rows, more = torch.arange(12).view(6, 2), torch.arange(6)
    for n in (1, 2, 3, 6):
        shares = [share((rows, more), number, n) for number in range(n)]
        assert torch.equal(torch.cat([one for one, _ in shares]), rows)
        assert torch.equal(torch.cat([one for _, one in shares]), more)


def test_a_batch_that_cannot_be_shared_equally_is_refused():
    with pytest.raises(ValueError, match="must be a multiple of the 4 processes, got 6"):
        share((torch.zeros(6),), 0, 4)


def test_one_process_is_left_as_it_is():
    model = nn.Linear(2, 2)
    assert in_parallel(model, torch.device("cpu")) is model
    assert from_first(lambda: 5) == 5
    assert all_sum(torch.tensor(3.0)).item() == 3
    weight = torch.tensor(2.0, requires_grad=True)
    sums = [(6 * weight, torch.tensor(3.0)), (0 * weight, torch.tensor(0.0))]
    loss = mean_over_all(sums)
    assert torch.autograd.grad(loss, weight)[0].item() == 2
    assert loss.item() == 4


@pytest.mark.parametrize(
    ("n", "changes", "shard", "message"),
    [
        (4, [], False, "batch_size must be a multiple of the 4 processes, got 6"),
        (2, ["sizes.dropout=0.1"], False, "dropout must be 0 on 2 processes, got 0.1"),
        (2, [], True, "--shard goes without --resume, save_every and muon, got False, 3 and 'adamw'"),
    ],
)
def test_what_several_processes_cannot_do_is_refused(n, changes, shard, message, monkeypatch):
    monkeypatch.setattr(running.distributed, "n_processes", lambda: n)
    recipe = read_recipe("python_gpt", [*CHANGES["python_gpt"], *changes])
    with pytest.raises(ValueError, match=message):
        running.check_together(recipe, False, shard)
