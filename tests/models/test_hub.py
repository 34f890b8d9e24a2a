"""Folders in Hugging Face's layout: what is read, written, renamed and refused."""

import json
import pickle
import sys

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import nn

from course_lib.models import hub
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.weight_names import Rule, to_ours, to_theirs

CONFIG = GPTConfig(vocab_size=17, context_length=7, d_model=12, n_heads=3, n_layers=2)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(CONFIG).eval()


@pytest.fixture
def folder(model, tmp_path):
    model.save_pretrained(tmp_path)
    return tmp_path


@torch.no_grad()
def test_a_model_in_several_files_is_read_here_and_by_transformers(model, tmp_path):
    tensors = model.state_dict()
    model.save_pretrained(tmp_path)
    written = load_file(tmp_path / "model.safetensors")
    hub.save(tmp_path, json.loads((tmp_path / "config.json").read_text()), written, shard_bytes=4000)
    files = sorted(path.name for path in tmp_path.glob("*.safetensors"))
    assert len(files) > 2
    assert files[0] == f"model-00001-of-{len(files):05}.safetensors"
    again = GPT.from_pretrained(tmp_path)
    assert all(torch.equal(tensors[name], tensor) for name, tensor in again.state_dict().items())
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path)
    token_ids = torch.randint(17, (2, 5))
    torch.testing.assert_close(theirs(token_ids).logits, model(token_ids), atol=1e-5, rtol=1e-4)


def test_the_shards_of_transformers_are_read(folder, model):
    theirs = transformers.AutoModelForCausalLM.from_pretrained(folder)
    theirs.save_pretrained(folder / "shards", max_shard_size="5KB")
    assert (folder / "shards" / hub.INDEX).is_file()
    again = GPT.from_pretrained(folder / "shards")
    assert all(torch.equal(model.state_dict()[name], tensor) for name, tensor in again.state_dict().items())


def test_saving_again_leaves_no_old_shards_and_keeps_other_files(folder, model):
    (folder / "tokenizer.json").write_text("小猫 🐱", encoding="utf-8")
    hub.save(folder, {"model_type": "gpt2"}, {"a": torch.ones(3), "b": torch.ones(3)}, shard_bytes=12)
    model.save_pretrained(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert (folder / "tokenizer.json").read_text(encoding="utf-8") == "小猫 🐱"


def test_half_precision_weights_become_those_of_the_model(folder, model):
    halves = {name: one.bfloat16() for name, one in load_file(folder / "model.safetensors").items()}
    save_file(halves, folder / "model.safetensors")
    again = GPT.from_pretrained(folder)
    assert again.token_embedding.weight.dtype == torch.float32
    torch.testing.assert_close(again.token_embedding.weight, model.token_embedding.weight, atol=1e-3, rtol=1e-2)


def test_rules_rename_transpose_and_join_and_come_back():
    rules = [
        Rule("blocks.*.mix", "base.h.*.c", transposed=True),
        Rule("blocks.*.query_key_value", tuple(f"base.h.*.{part}" for part in "qkv"), rows=(4, 2, 2)),
        Rule("first", "base.cls"),
    ]
    ours = {
        "blocks.0.mix.weight": torch.randn(2, 3),
        "blocks.0.mix.bias": torch.randn(2),
        "blocks.11.query_key_value.weight": torch.randn(8, 5),
        "first": torch.randn(1, 1, 5),
    }
    theirs = to_theirs(ours, rules)
    shapes = {name.removeprefix("base."): tuple(tensor.shape) for name, tensor in theirs.items()}
    assert shapes == {
        "h.0.c.weight": (3, 2),
        "h.0.c.bias": (2,),
        "h.11.q.weight": (4, 5),
        "h.11.k.weight": (2, 5),
        "h.11.v.weight": (2, 5),
        "cls": (1, 1, 5),
    }
    theirs |= {"other": torch.ones(1), "h.3.mask": torch.ones(1)}
    short = dict(reversed([(name.removeprefix("base."), tensor) for name, tensor in theirs.items()]))
    back = to_ours(short, rules, base="base.", ignored=["base.h.*.mask"])
    assert set(back) == {*ours, "other"}
    assert all(torch.equal(tensor, back[name]) for name, tensor in ours.items())


def test_a_folder_comes_before_the_hub(tmp_path):
    assert hub.find(tmp_path) == tmp_path
    assert hub.find(str(tmp_path)) == tmp_path


def test_a_name_is_looked_up_on_the_hub(monkeypatch, folder):
    asked = []

    def download(name, **options):
        asked.append(name)
        return str(folder)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    assert hub.find("owner/model-1.5b") == folder
    assert asked == ["owner/model-1.5b"]


class TestRefused:
    def test_without_a_network_one_sentence_says_so(self, monkeypatch):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(
            hub.HubError, match=r"did not give a model of that name .*check the name and the network"
        ) as e:
            hub.find("owner/nothing")
        assert "\n" not in str(e.value)

    def test_without_the_library_it_says_what_to_install(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "huggingface_hub", None)
        with pytest.raises(hub.HubError, match="pip install huggingface_hub"):
            hub.find("owner/model")

    @pytest.mark.parametrize("name", ["./models/mine", "/no/such/folder", "a/b/c", "../x"])
    def test_a_folder_that_is_not_there(self, name, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(hub.HubError, match="there is no folder"):
            hub.find(name)

    def test_a_file_that_was_cut_off(self, folder):
        path = folder / "model.safetensors"
        for size in (len(path.read_bytes()) - 1, 1000, 5, 0):
            path.write_bytes(path.read_bytes()[:size])
            with pytest.raises(
                ValueError, match=rf"model.safetensors \({size:,} bytes\) is no complete safetensors file"
            ):
                GPT.from_pretrained(folder)

    @pytest.mark.parametrize("content", [b"<!DOCTYPE html><html>404</html>", pickle.dumps({"a": 1}), bytes(200)])
    def test_a_file_of_another_kind(self, folder, content):
        (folder / "model.safetensors").write_bytes(content)
        with pytest.raises(ValueError, match="is no complete safetensors file"):
            GPT.from_pretrained(folder)

    def test_a_pickle_is_never_opened(self, folder):
        class Bomb:
            def __reduce__(self):
                return (pytest.fail, ("the pickle was opened",))

        (folder / "model.safetensors").unlink()
        (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb()))
        with pytest.raises(ValueError, match=r"holds neither. It has pytorch_model\.bin, a pickle"):
            GPT.from_pretrained(folder)

    def test_a_folder_without_weights_or_config(self, folder):
        (folder / "model.safetensors").unlink()
        with pytest.raises(ValueError, match=r"must hold model.safetensors or model.safetensors.index.json"):
            GPT.from_pretrained(folder)
        (folder / "config.json").unlink()
        with pytest.raises(ValueError, match=r"must hold config.json, and does not"):
            GPT.from_pretrained(folder)

    @pytest.mark.parametrize(("content", "message"), [("{oops", "is not JSON"), ("[1]", "object of JSON, got list")])
    def test_a_config_that_is_none(self, folder, content, message):
        (folder / "config.json").write_text(content)
        with pytest.raises(ValueError, match=message):
            GPT.from_pretrained(folder)

    def test_another_type_of_model(self, folder):
        (folder / "config.json").write_text('{"model_type": "bert"}')
        with pytest.raises(ValueError, match="of type 'gpt2', got 'bert'"):
            GPT.from_pretrained(folder)

    @pytest.mark.parametrize(
        ("places", "message"),
        [
            (None, "must have a weight_map"),
            ({"a": "../elsewhere.safetensors"}, "files in this folder"),
            ({"a": "model-2.safetensors"}, "model-2.safetensors is missing"),
            ({"a": "model-1.safetensors"}, "lists a in model-1.safetensors, which does not hold it"),
        ],
    )
    def test_an_index_that_does_not_hold(self, tmp_path, places, message):
        save_file({"b": torch.ones(2)}, tmp_path / "model-1.safetensors")
        (tmp_path / hub.INDEX).write_text(json.dumps({"weight_map": places} if places else {}))
        with pytest.raises(ValueError, match=message):
            hub.read_weights(tmp_path)

    def test_weights_that_do_not_fit_and_nothing_is_loaded(self):
        layer = nn.Linear(3, 2)
        before = layer.weight.clone()
        good = {"weight": torch.ones(2, 3), "bias": torch.ones(2)}
        for bad, message in (
            ({"weight": good["weight"]}, r"must hold bias, of shape \(2,\)"),
            ({**good, "bias": torch.ones(5)}, r"bias must have the shape \(2,\), got \(5,\)"),
            ({**good, "more": torch.ones(4)}, r"no place for more, of shape \(4,\)"),
        ):
            with pytest.raises(ValueError, match=message):
                hub.load_weights(layer, bad)
            assert torch.equal(layer.weight, before)

    def test_a_parameter_that_no_rule_names(self):
        with pytest.raises(ValueError, match=r"name no b.weight"):
            to_theirs({"a": torch.ones(1), "b.weight": torch.ones(1)}, [Rule("a", "x")])
