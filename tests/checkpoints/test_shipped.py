import json

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, BartForConditionalGeneration, BertForPreTraining

from course_lib.checkpoints import shipped
from course_lib.checkpoints.__main__ import main
from course_lib.checkpoints.shipped import FILES, card, changed_files, checkpoint, names, ship
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.training.recipe import read_recipe, recipe_from, recipe_names
from course_lib.training.run import run

THEIRS: dict = {
    "gpt": AutoModelForCausalLM,
    "bert": BertForPreTraining,
    "encoder_decoder": BartForConditionalGeneration,
}
LARGEST = 30e6  # bytes, all together


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What a short training writes."""
    changes = ["steps=2", "corpus_size=9000", "vocab_size=280", "context_length=16", "sizes.d_model=12"]
    changes += ["save_every=null", "evaluate_every=null"]
    folder = tmp_path_factory.mktemp("made")
    run(read_recipe("town_gpt", changes), folder)
    return folder


def test_every_recipe_has_its_model_and_all_are_small():
    assert names() == recipe_names()
    assert sum(path.stat().st_size for path in shipped.FOLDER.glob("*/*")) < LARGEST


@pytest.mark.parametrize("name", recipe_names())
def test_the_files_are_those_of_the_card(name):
    assert changed_files(name) == []


@pytest.mark.parametrize("name", recipe_names())
def test_the_card_is_of_the_recipe_as_it_is_and_trained_to_its_end(name):
    facts = card(name)
    assert recipe_from(facts["recipe"], "the card") == read_recipe(name)
    assert facts["command"] == f"python -m course_lib.training {name} --to {name}"
    assert facts["licence"]
    assert facts["tokens_seen"] > 1_000_000


@pytest.mark.parametrize("name", recipe_names())
def test_the_weights_are_in_16_bits_and_compute_in_32(name):
    stored = load_file(checkpoint(name) / "model.safetensors")
    assert {one.dtype for one in stored.values()} == {torch.float16}
    model, _ = load_with_tokenizer(checkpoint(name))
    assert {one.dtype for one in model.parameters()} == {torch.float32}


@pytest.mark.parametrize("name", recipe_names())
def test_transformers_reads_the_same_model(name):
    ours, tokenizer = load_with_tokenizer(checkpoint(name))
    theirs = THEIRS[read_recipe(name).model].from_pretrained(checkpoint(name)).eval()
    assert theirs.dtype == torch.float32
    token_ids = torch.tensor([tokenizer.encode("Anna went to the park and lost her kite.")])
    with torch.no_grad():
        if name == "town_bert":
            logits, expected = ours(token_ids).tokens, theirs(token_ids).prediction_logits
        elif name.startswith("town_translation"):
            logits, expected = ours(token_ids, token_ids), theirs(token_ids, decoder_input_ids=token_ids).logits
        else:
            logits, expected = ours(token_ids), theirs(token_ids).logits
    torch.testing.assert_close(logits, expected, atol=1e-4, rtol=1e-4)


def test_shipping_halves_the_weights_and_signs_the_files(made, tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    ship(made, tmp_path / "tiny")
    assert names() == ["tiny"]
    assert sorted(path.name for path in (tmp_path / "tiny").iterdir()) == sorted([*FILES, "card.json"])
    before, after = (load_file(one / "model.safetensors") for one in (made, tmp_path / "tiny"))
    for name, tensor in before.items():
        torch.testing.assert_close(after[name].float(), tensor, atol=1e-4, rtol=1e-3)
    assert changed_files("tiny") == []
    with (tmp_path / "tiny" / "tokenizer.json").open("a") as file:
        file.write(" ")
    assert changed_files("tiny") == ["tokenizer.json"]


def test_the_command_lists_shows_verifies_and_adds(made, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    monkeypatch.setattr("course_lib.checkpoints.__main__.FOLDER", tmp_path)
    assert main(["add", str(made), "tiny"]) == 0
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("tiny ")
    assert main(["show", "tiny"]) == 0
    assert json.loads(capsys.readouterr().out) == card("tiny")
    assert main(["verify"]) == 0
    (tmp_path / "tiny" / "config.json").write_text("{}")
    assert main(["verify"]) == 1
    assert "config.json" in capsys.readouterr().out


def test_an_unknown_model_is_refused_by_names():
    with pytest.raises(ValueError, match=r"town_gpt.*got 'gpt5'"):
        checkpoint("gpt5")


def test_a_training_that_is_not_complete_is_refused(made, tmp_path):
    (tmp_path / "card.json").write_text("{}")
    with pytest.raises(ValueError, match=r"model\.safetensors is missing"):
        ship(tmp_path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
