"""One command trains; what it writes is what it says, and others can read it."""

import hashlib
import json
import math
import shutil

import pytest
import torch
import transformers
from safetensors.torch import load_file

from course_lib.corpora.corpus import load
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.metrics.perplexity import bits_per_character, held_out_loss
from course_lib.models.gpt import GPT
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.objectives.causal import causal_batches
from course_lib.tokenizers import saving
from course_lib.training import run as running
from course_lib.training import task as tasks
from course_lib.training.__main__ import main
from course_lib.training.causal_task import documents, encoded
from course_lib.training.log import column, read_log
from course_lib.training.loop import train
from course_lib.training.recipe import read_recipe, recipe_names
from course_lib.training.recipe_model import build_model, build_optimizer
from course_lib.training.run import TASKS
from course_lib.training.schedule import warmup_cosine
from course_lib.training.task import held_out_mean

PLAIN = ["optimizer=adamw", "precision=float32"]
SMALL = [*PLAIN, "sizes.d_model=12", "sizes.n_layers=1", "context_length=16", "batch_size=4"]
GPT_CHANGES = [
    *SMALL,
    "corpus=python/reference",
    "document_ends=false",
    "seed=2",
    "warmup_share=0.4",
    "corpus_size=9000",
    "vocab_size=280",
    "learning_rate=0.01",
    "evaluate_every=4",
]
BERT_CHANGES = [*SMALL, "corpus_size=40000", "vocab_size=250", "sizes.d_ff=20"]
PAIR_CHANGES = [*SMALL, "corpus_size=90", "vocab_size=270", "sizes.d_ff=20", "context_length=40"]


def command(name, folder, changes, *more, steps=9):
    sets = [part for change in changes for part in ("--set", change)]
    return main([name, "--to", str(folder), "--steps", str(steps), *sets, *more])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a small GPT after nine steps."""
    folder = tmp_path_factory.mktemp("gpt")
    assert command("python_gpt", folder, GPT_CHANGES, "--set", "save_every=3") == 0
    return folder


def test_without_arguments_it_lists_the_recipes(capsys):
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == recipe_names()
    assert lines[0].split(maxsplit=1)[1] == read_recipe("python_gpt").about


@torch.no_grad()
def test_transformers_reads_the_folder_and_gives_our_logits(trained):
    theirs = transformers.AutoModelForCausalLM.from_pretrained(trained).eval()
    ours, tokenizer = load_with_tokenizer(trained)
    text = "The import statement 中文 🎈"
    theirs_tokenizer = transformers.AutoTokenizer.from_pretrained(trained)
    assert theirs_tokenizer(text)["input_ids"] == tokenizer.encode(text)
    token_ids = torch.tensor([tokenizer.encode(text)[:16]])
    torch.testing.assert_close(ours(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


def test_the_card_says_what_was_made(trained):
    card = json.loads((trained / "card.json").read_text())
    training_text, held_out = load("python/reference").text[:8100], load("python/reference").text[8100:9000]
    assert card["data"] == "python/reference"
    assert card["data_sha256"] == hashlib.sha256(training_text.encode()).hexdigest()
    model, tokenizer = load_with_tokenizer(trained)
    token_ids = torch.tensor(tokenizer.encode(held_out))
    loss = held_out_loss(model, token_ids, 16)
    bits = bits_per_character(loss, len(token_ids), len(held_out))
    assert card["held_out_loss"] == pytest.approx(loss, rel=1e-5)
    assert card["held_out_bits_per_character"] == pytest.approx(bits, rel=1e-5)
    assert column(read_log(trained / "log.jsonl"), "validation_loss")[0] == [3, 7, 8]
    assert card["n_parameters"] == sum(one.numel() for one in load_file(trained / "model.safetensors").values())
    assert card["tokens_seen"] == 9 * 4 * 16
    assert card["recipe"]["steps"] == 9
    assert card["licence"] == "Python Software Foundation License 2"
    assert card["command"].startswith(f"python -m course_lib.training python_gpt --to {trained.name} ")
    assert card["versions"]["torch"] == torch.__version__
    assert (card["n_processes"], card["seed"]) == (1, 2)


def test_it_makes_the_steps_of_the_loop(trained):
    recipe = read_recipe("python_gpt", [*GPT_CHANGES, "steps=9"])
    tokenizer = saving.load(trained / "tokenizer.json")
    model = build_model(recipe, tokenizer)
    token_ids = torch.tensor(tokenizer.encode(load("python/reference").text[:8100]))
    batches = causal_batches(token_ids, 16, 4, torch.Generator().manual_seed(2))
    optimizer = build_optimizer(recipe, model)
    losses = train(model, batches, 9, 0.01, optimizer=optimizer, schedule=lambda step: warmup_cosine(step, 9, 3))
    assert column(read_log(trained / "log.jsonl"), "loss")[1] == pytest.approx(losses, rel=1e-5)
    assert losses[-1] < losses[0] - 0.05
    for name, weight in GPT.from_pretrained(trained).state_dict().items():
        torch.testing.assert_close(weight, model.state_dict()[name], atol=1e-4, rtol=1e-4)


def stop_at(monkeypatch, step):
    """Let the training be killed in this step."""
    real, calls = running.distributed.mean_over_all, iter(range(step + 1))

    def mean_or_stop(sums):
        if next(calls) == step:
            raise KeyboardInterrupt
        return real(sums)

    monkeypatch.setattr(running.distributed, "mean_over_all", mean_or_stop)


def test_a_killed_training_goes_on_bit_for_bit(trained, tmp_path, monkeypatch):
    changes = [*GPT_CHANGES, "save_every=3"]
    with monkeypatch.context() as patch:
        stop_at(patch, 7)
        with pytest.raises(KeyboardInterrupt):
            command("python_gpt", tmp_path, changes)
    assert not (tmp_path / "card.json").exists()
    assert len(read_log(tmp_path / "log.jsonl")) == 7
    with monkeypatch.context() as patch:
        stop_at(patch, 3)  # from step 6 on, three are left
        assert command("python_gpt", tmp_path, changes, "--resume") == 0
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()
    for name in ("loss", "validation_loss", "gradient_norm"):
        assert column(read_log(tmp_path / "log.jsonl"), name) == column(read_log(trained / "log.jsonl"), name)
    cards = [json.loads((folder / "card.json").read_text()) for folder in (tmp_path, trained)]
    assert cards[0]["tokens_seen"] == cards[1]["tokens_seen"]


def test_a_folder_with_a_checkpoint_is_not_overwritten(trained, capsys):
    before = (trained / "checkpoint").read_bytes()
    for more, message in (
        ((), "must hold no checkpoint, and does: --resume goes on"),
        (("--resume", "--set", "seed=3"), "needs the same recipe: seed was 2, got 3"),
    ):
        with pytest.raises(SystemExit, match="2"):
            command("python_gpt", trained, [*GPT_CHANGES, "save_every=3"], *more)
        assert message in capsys.readouterr().err
    assert (trained / "checkpoint").read_bytes() == before


def test_a_recipe_that_is_older_than_a_setting_goes_on_with_its_default(trained, tmp_path):
    folder = tmp_path / "older"
    shutil.copytree(trained, folder)
    recipe = json.loads((folder / "recipe.json").read_text())
    del recipe["reverse"]
    (folder / "recipe.json").write_text(json.dumps(recipe))
    assert command("python_gpt", folder, [*GPT_CHANGES, "save_every=3"], "--resume") == 0


def test_a_model_that_was_not_begun_begins_with_resume_too(tmp_path, trained):
    assert command("python_gpt", tmp_path, GPT_CHANGES, "--resume") == 0
    assert (tmp_path / "model.safetensors").read_bytes() == (trained / "model.safetensors").read_bytes()


def test_what_never_came_to_a_checkpoint_leaves_no_lines_in_the_log(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"step": 0, "loss": 9.0}\n')
    running.prepare_folder(read_recipe("python_gpt"), tmp_path, resume=False)
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.json"]


def test_a_llama_trains_with_muon_in_16_bits(tmp_path):
    changes = [*GPT_CHANGES, "model=llama", "sizes.d_ff=20", "optimizer=muon"]
    losses = {}
    for precision in ("float32", "bfloat16"):
        folder = tmp_path / precision
        assert command("python_gpt", folder, [*changes, f"precision={precision}"], steps=12) == 0
        losses[precision] = column(read_log(folder / "log.jsonl"), "loss")[1]
        assert losses[precision][-1] < losses[precision][0] - 0.05
        model = transformers.AutoModelForCausalLM.from_pretrained(folder)
        assert type(model) is transformers.LlamaForCausalLM
    assert losses["float32"] != losses["bfloat16"]
    assert losses["float32"] == pytest.approx(losses["bfloat16"], abs=0.05)


def test_documents_end_with_a_token(tmp_path):
    changes = [*GPT_CHANGES, "document_ends=true"]
    assert command("town_gpt", tmp_path, changes, steps=1) == 0
    recipe = read_recipe("town_gpt", changes)
    task = TASKS["causal"](recipe)
    model, tokenizer = load_with_tokenizer(tmp_path)
    end = tokenizer.token_to_id("<|endoftext|>")
    assert isinstance(model, GPT)
    assert model.config.eos_id == end
    text = task.training_text
    ids = encoded(documents(text, True), tokenizer, True).tolist()
    assert tokenizer.decode(ids) == text.replace("\n\n", "<|endoftext|>") + "<|endoftext|>"
    assert ids.count(end) == text.count("\n\n") + 1 > 5


def one_batch(name, changes):
    """Return the task, and its first held-out batch."""
    recipe = read_recipe(name, changes)
    task = TASKS[recipe.objective](recipe)
    return task, task.held_out[0]


def test_berts_loss_is_that_of_transformers(tmp_path):
    assert command("town_bert", tmp_path, BERT_CHANGES, steps=2) == 0
    task, batch = one_batch("town_bert", BERT_CHANGES)
    inputs, segments, mask, targets, answers = batch
    theirs = transformers.BertForPreTraining.from_pretrained(tmp_path).eval()
    loss = theirs(
        input_ids=inputs,
        token_type_ids=segments,
        attention_mask=mask.long(),
        labels=targets,
        next_sentence_label=answers,
    ).loss
    model, _ = load_with_tokenizer(tmp_path)
    assert held_out_mean(model, [batch], task.sums) == pytest.approx(loss.item(), rel=1e-5)
    card = json.loads((tmp_path / "card.json").read_text())
    assert card["held_out_loss"] == pytest.approx(held_out_mean(model, task.held_out, task.sums), rel=1e-5)
    assert card["held_out_bits_per_character"] is None


def test_the_translators_loss_is_that_of_transformers(tmp_path):
    assert command("town_translation", tmp_path, PAIR_CHANGES, steps=2) == 0
    task, batch = one_batch("town_translation", PAIR_CHANGES)
    sources, mask, _, targets = batch
    theirs = transformers.BartForConditionalGeneration.from_pretrained(tmp_path).eval()
    loss = theirs(input_ids=sources, attention_mask=mask.long(), labels=targets).loss
    model, tokenizer = load_with_tokenizer(tmp_path)
    assert held_out_mean(model, [batch], task.sums) == pytest.approx(loss.item(), rel=1e-5)
    card = running.read_json(tmp_path / "card.json")
    records = town_task("translation", size=90)["dev"]
    n_tokens = sum(min(len(tokenizer.encode(one.target)) + 1, 40) for one in records)
    bits = bits_per_character(card["held_out_loss"], n_tokens, sum(len(one.target) for one in records))
    assert card["held_out_bits_per_character"] == pytest.approx(bits)
    first = [one for one in targets[0].tolist() if one >= 0]
    assert first[-1] == tokenizer.token_to_id("</s>")
    assert records[0].target.startswith(tokenizer.decode(first[:-1]).rstrip("�"))


def test_two_batches_of_other_sizes_weigh_by_their_targets():
    sums = iter([(torch.tensor(6.0), torch.tensor(3.0)), (torch.tensor(1.0), torch.tensor(4.0))])
    model = torch.nn.Linear(1, 1)
    assert math.isclose(held_out_mean(model, [(), ()], lambda *_: [next(sums)]), 1.0)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("python_gpt", ["corpus=town/reviews"], "the corpus of 'causal' must be a plain text"),
        ("python_gpt", ["corpus=town/nothing", "corpus_size=5"], "no data set 'town/nothing'"),
        ("python_gpt", ["corpus_size=900", "context_length=99"], "more tokens than context_length = 99, got"),
        ("python_gpt", ["vocab_size=null"], "vocab_size must be a number for a new tokenizer, got None"),
        ("python_gpt", ["tokenizer=nowhere"], "a folder with a tokenizer.json, got 'nowhere'"),
        ("town_translation", ["corpus=town/reviews"], "corpus must be of translations, got 'town/reviews'"),
        ("town_translation", ["tokenizer=wordpiece"], "must begin with <s>, <pad>, </s>"),
    ],
)
def test_what_cannot_be_trained_is_refused(name, changes, message, tmp_path, capsys):
    small = {"python_gpt": GPT_CHANGES, "town_translation": [*PAIR_CHANGES, "vocab_size=1000"]}
    with pytest.raises(SystemExit, match="2"):
        command(name, tmp_path, [*small[name], *changes])
    assert message in capsys.readouterr().err


def test_a_size_is_refused_for_a_data_set_that_is_read_whole(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tasks, "load", lambda name: town_task("reviews", size=9))
    with pytest.raises(SystemExit, match="2"):
        command("python_gpt", tmp_path, ["corpus=sms_spam", "corpus_size=5"])
    assert "corpus_size is for texts and the town, got 5 for 'sms_spam'" in capsys.readouterr().err


def test_a_tokenizer_is_taken_from_a_folder(trained, tmp_path):
    assert command("python_gpt", tmp_path, [*GPT_CHANGES, f"tokenizer={trained}", "vocab_size=null"], steps=1) == 0
    assert (tmp_path / "tokenizer.json").read_bytes() == (trained / "tokenizer.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["python_gpt"], "--to must name a folder"),
        (["python_gpz", "--to", "x"], "did you mean 'python_gpt'?"),
        (["python_gpt", "--to", "x", "--shard"], "--shard needs several processes, got 1"),
        (["python_gpt", "--to", "x", "--set", "steps"], "a change must be key=value"),
    ],
)
def test_a_mistaken_command_says_what_to_do(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
