"""The writer of functions: it trains, it is stored, and it can be loaded again."""

import pytest
import torch

import course_lib.applications.code.train as module
from course_lib.applications.code.specifications import attempts, problems, written
from course_lib.applications.code.train import CONTEXT, new_model, new_tokenizer, programmer, ship, trained
from course_lib.finetuning.answers import answer_batch, answer_loss
from course_lib.models.model_files import read_json


def test_a_few_steps_lower_the_loss():
    model, tokenizer = trained(6, size=300)
    batch = answer_batch([written(one) for one in problems("dev", 300)[:8]], tokenizer, CONTEXT)
    untrained = new_model(tokenizer.vocab_size).eval()
    with torch.no_grad():
        assert answer_loss(model, batch) < answer_loss(untrained, batch) - 0.3


def test_it_is_stored_with_a_card_and_loaded_again(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FOLDER", tmp_path / "town_programmer")
    with pytest.raises(ValueError, match="town_programmer must be there, and is not: python -m"):
        programmer()
    some = problems("train", 120)
    tokenizer = new_tokenizer(some)
    model = new_model(tokenizer.vocab_size, d_model=24, n_layers=1).eval()
    ship(model, tokenizer, tmp_path / "town_programmer", {"steps": 0}, n_asked=1, size=120)
    card = read_json(tmp_path / "town_programmer" / "card.json")
    assert card["right at the first try, of 1 of test"] == 0.0
    assert (tmp_path / "town_programmer" / "model.safetensors").stat().st_size < 200_000
    again, its_tokenizer = programmer()
    first, second = (attempts(one, its_tokenizer, some[:1], 1, max_new_tokens=5) for one in (model, again))
    assert len(first) == len(second) == 1


def test_the_full_model_is_small_enough_to_ship():
    n = sum(one.numel() for one in new_model(module.VOCABULARY).parameters())
    assert 2 * n < 2.5e6
