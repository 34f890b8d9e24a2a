"""A recipe is what its file says, or is refused with the name of what is wrong."""

import json
from dataclasses import asdict

import pytest
import torch

from course_lib.models.bart import Bart
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.training.muon import Muon
from course_lib.training.recipe import changed, read_recipe, recipe_from, recipe_names, with_steps
from course_lib.training.recipe_model import build_model, build_optimizer, config_of

TINY = {
    "about": "tiny",
    "model": "gpt",
    "sizes": {"d_model": 12, "n_heads": 3, "n_layers": 2},
    "corpus": "python/reference",
    "tokenizer": "byte_bpe",
    "vocab_size": 270,
    "objective": "causal",
    "context_length": 7,
    "batch_size": 4,
    "steps": 5,
    "learning_rate": 0.01,
}


@pytest.fixture
def tokenizer():
    return ByteBPETokenizer.train(["a text, 一句话"], 270, ["<s>", "<pad>", "</s>"])


def test_a_file_is_read_as_it_stands(tmp_path):
    (tmp_path / "mine.json").write_text(json.dumps(TINY))
    recipe = read_recipe(str(tmp_path / "mine.json"))
    assert {key: value for key, value in asdict(recipe).items() if key in TINY} == TINY
    assert (recipe.optimizer, recipe.seed, recipe.save_every) == ("adamw", 0, None)


def test_the_recipes_of_the_course():
    ours = ["python_gpt", "town_bert", "town_gpt", "town_translation", "town_translation_back", "town_writer"]
    assert recipe_names() == ours


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_of_the_course_gives_a_model(name, tokenizer):
    recipe = read_recipe(name)
    config = config_of(recipe, tokenizer)
    assert config.vocab_size == tokenizer.vocab_size
    assert config.context_length == recipe.context_length
    assert {key: getattr(config, key) for key in recipe.sizes} == recipe.sizes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("stepz=3", r"tiny has the unknown key 'stepz'; did you mean 'steps'\?"),
        ("qqqq=3", "unknown key 'qqqq'; known: about, model"),
        ('steps="3"', "steps of tiny must be int, got '3'"),
        ("steps=3.5", "steps of tiny must be int, got 3.5"),
        ("steps=true", "steps of tiny must be int, got True"),
        ("save_every=1.5", r"save_every of tiny must be int \| None, got 1.5"),
        ("sizes=3", "sizes of tiny must be dict, got 3"),
        ("learning_rate=fast", "learning_rate of tiny must be float, got 'fast'"),
        ("model=gtp", "model must be one of gpt, llama, bert, encoder_decoder, got 'gtp'"),
        ("optimizer=sgd", "optimizer must be one of adamw, muon, got 'sgd'"),
        ("precision=float16", "precision must be one of float32, bfloat16, got 'float16'"),
        ("model=bert", "objective must be 'masked_and_next_sentence' for 'bert', got 'causal'"),
        ("batch_size=0", "batch_size must be at least 1, got 0"),
        ("save_every=0", "save_every must be at least 1, got 0"),
        ("learning_rate=0", "learning_rate must be positive, got 0"),
        ("warmup_share=1", "warmup_share must be at least 0 and less than 1, got 1"),
        ("steps", "a change must be key=value, such as steps=100, got 'steps'"),
        ("=3", "a change must be key=value, such as steps=100, got '=3'"),
    ],
)
def test_what_is_wrong_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        recipe_from(changed(TINY, change), "tiny")


def test_a_missing_key_is_named():
    without = {key: value for key, value in TINY.items() if key != "corpus"}
    with pytest.raises(ValueError, match="tiny must have the key 'corpus', and has not"):
        recipe_from(without, "tiny")


def test_what_is_no_recipe_is_refused(tmp_path):
    path = tmp_path / "mine.json"
    for content, message in (("[]", "must be a JSON object, got list"), ("{", "mine.json must be JSON, got: ")):
        path.write_text(content)
        with pytest.raises(ValueError, match=message):
            read_recipe(str(path))
    with pytest.raises(ValueError, match=r"must be a recipe 'town_gtp', got .*did you mean 'town_gpt'\?"):
        read_recipe("town_gtp")


def test_changes_reach_into_sizes_and_the_last_one_wins():
    recipe = read_recipe("town_gpt", ["steps=7", "sizes.d_model=8", "seed=1", "steps=9", "corpus=town/text/zh"])
    plain = read_recipe("town_gpt")
    assert (recipe.steps, recipe.seed, recipe.corpus) == (9, 1, "town/text/zh")
    assert recipe.sizes == {**plain.sizes, "d_model": 8}


def test_a_whole_number_will_do_for_a_float():
    assert recipe_from(changed(TINY, "weight_decay=1"), "tiny").weight_decay == 1


def test_other_steps_change_nothing_else():
    recipe = recipe_from(TINY, "tiny")
    assert with_steps(recipe, None) == recipe
    assert asdict(with_steps(recipe, 3)) == {**asdict(recipe), "steps": 3}


def test_a_size_that_the_model_does_not_have_is_refused(tokenizer):
    for name, message in (("n_head", r"'n_head'; did you mean 'n_heads'\?"), ("vocab_size", "'vocab_size'")):
        recipe = recipe_from(changed(TINY, f"sizes.{name}=3"), "tiny")
        with pytest.raises(ValueError, match=f"sizes of 'gpt' must be among its config's, got {message}"):
            config_of(recipe, tokenizer)


def test_the_seed_decides_the_first_weights(tokenizer):
    recipe = recipe_from({**TINY, "seed": 5}, "tiny")
    torch.manual_seed(5)
    expected = GPT(GPTConfig(270, 7, 12, 3, 2, pad_id=1, bos_id=0, eos_id=2))
    model = build_model(recipe, tokenizer)
    assert model.config == expected.config
    for ours, theirs in zip(model.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_each_kind_of_model_is_of_its_class(tokenizer):
    for model, objective, kind in (("llama", "causal", Llama), ("encoder_decoder", "translation", Bart)):
        recipe = recipe_from({**TINY, "model": model, "objective": objective}, "tiny")
        assert type(build_model(recipe, tokenizer)) is kind


def test_vectors_do_not_decay(tokenizer):
    recipe = recipe_from({**TINY, "weight_decay": 0.3}, "tiny")
    model = build_model(recipe, tokenizer)
    optimizer = build_optimizer(recipe, model)
    assert isinstance(optimizer, torch.optim.AdamW)
    groups = optimizer.param_groups
    assert [group["weight_decay"] for group in groups] == [0.3, 0.0]
    assert {len(one.shape) for one in groups[0]["params"]} == {2}
    assert {len(one.shape) for one in groups[1]["params"]} == {1}
    assert sum(len(group["params"]) for group in groups) == len(list(model.parameters()))


def test_muon_moves_hidden_matrices_only(tokenizer):
    recipe = recipe_from({**TINY, "optimizer": "muon", "weight_decay": 0.3}, "tiny")
    model = build_model(recipe, tokenizer)
    optimizer = build_optimizer(recipe, model)
    assert isinstance(optimizer, Muon)
    assert isinstance(model, GPT)
    assert model.token_embedding.weight not in optimizer.matrices
    assert len(optimizer.matrices) == 2 * 4
    assert [group.weight_decay for group in optimizer.groups] == [0.3, 0.0]
