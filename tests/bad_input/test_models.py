"""Every family of models refuses bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import json
from dataclasses import replace

import pytest
import torch
from bad_input.tables import FAMILIES, ids, rows
from safetensors.torch import load_file, save_file

from course_lib.models.bart import Bart
from course_lib.models.pretrained import check_same_vocabulary
from course_lib.models.t5 import T5
from course_lib.tokenizers.words import WordTokenizer

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


WITH_FOLDERS = ["GPT", "LLaMA", "BERT", "T5", "BART", "ViT"]
OF_TEXT = ["GPT", "LLaMA", "BERT", "T5", "BART", "recurrent"]


def read(model, token_ids):
    """Give a model a batch of texts; an encoder-decoder gets it on both sides."""
    return model(token_ids, token_ids) if isinstance(model, (T5, Bart)) else model(token_ids)


@pytest.mark.parametrize("name", OF_TEXT)
class TestEveryModelOfText:
    @pytest.mark.parametrize("token_id", [17, -1])
    def test_a_token_of_another_tokenizer(self, family, name, token_id):
        with pytest.raises(ValueError, match=f"vocab_size - 1 = 16, got {min(0, token_id)} to {max(0, token_id)}"):
            read(family[name], torch.tensor([[0, token_id]]))

    @pytest.mark.parametrize("shape", [(2, 0), (0, 3)])
    def test_an_empty_text_and_a_batch_of_nothing(self, family, name, shape):
        with pytest.raises(ValueError, match=rf"at least 1 token.*got the shape \({shape[0]}, {shape[1]}\)"):
            read(family[name], ids(*shape))

    def test_a_tokenizer_of_another_vocabulary(self, family, name):
        with pytest.raises(ValueError, match="got one of 300 tokens for a model of 17"):
            check_same_vocabulary(family[name], WordTokenizer(["<unk>", *map(str, range(299))]))

    def test_a_text_longer_than_the_context(self, family, name):
        if name in ("T5", "recurrent"):  # they have no longest text
            read(family[name], ids(1, 8))
            return
        with pytest.raises(ValueError, match="context_length = 7 tokens, got 8"):
            read(family[name], ids(1, 8))

    def test_a_mask_of_another_shape(self, family, name):
        if name == "recurrent":
            pytest.skip("it has no mask")
        model, mask = family[name], torch.ones(2, 4, dtype=torch.bool)
        texts = [ids(2, 3)] * 2 if name in ("T5", "BART") else [ids(2, 3)]
        given = {"source_mask": mask} if name in ("T5", "BART") else {"mask": mask}
        with pytest.raises(ValueError, match=r"mask must be bool and of shape \(2, 3\), .*of shape \(2, 4\)"):
            model(*texts, **given)


@pytest.mark.parametrize("name", WITH_FOLDERS)
class TestEveryFolderOfWeights:
    """A file that is damaged, and a file of another model."""

    @pytest.fixture
    def folder(self, family, name, tmp_path):
        family[name].save_pretrained(tmp_path)
        return tmp_path

    def change(self, folder, edit):
        path = folder / "model.safetensors"
        tensors = {one: tensor.clone() for one, tensor in load_file(path).items()}
        first = min(
            one for one in tensors if one.endswith(("q_proj.weight", "query.weight", "c_attn.weight", ".q.weight"))
        )
        edit(tensors, first)
        save_file(tensors, path, metadata={"format": "pt"})

    def refused(self, name, folder, message):
        with pytest.raises(ValueError, match=message):
            FAMILIES[name][0].from_pretrained(folder)

    def test_a_missing_parameter(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.pop(first))
        self.refused(name, folder, r"must hold \S*(q_proj|query|query_key_value|q)\.weight,")

    def test_a_surplus_parameter(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update(surplus=torch.ones(3, 5)))
        self.refused(name, folder, r"no place for surplus, of shape \(3, 5\)")

    def test_a_surplus_number(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update(scale=torch.tensor(2.0)))
        self.refused(name, folder, r"no place for scale, of shape \(\)")

    def test_a_parameter_of_another_shape(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update({first: torch.ones(3, 5)}))
        self.refused(name, folder, r"(must have the shape|must be equally wide).*got \((3, 5|5, 3)\)")

    def test_a_file_cut_off_or_of_another_kind(self, name, folder):
        path = folder / "model.safetensors"
        whole = path.read_bytes()
        for content in (whole[:-1], whole[:50], b"", b"<!DOCTYPE html>"):
            path.write_bytes(content)
            self.refused(name, folder, rf"\({len(content):,} bytes\) is no complete safetensors file")

    def test_a_folder_of_another_model(self, name, folder):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "model_type": "other"}))
        self.refused(name, folder, "got 'other'")

    def test_no_config_and_a_config_that_is_none(self, name, folder):
        (folder / "config.json").write_text("{oops")
        self.refused(name, folder, "config.json is not JSON")
        (folder / "config.json").unlink()
        self.refused(name, folder, "must hold config.json")


@rows(
    ("another height", lambda model: model(torch.zeros(2, 3, 9, 8)), r"got \(2, 3, 9, 8\): cut or scale them to 8"),
    ("another channel", lambda model: model(torch.zeros(2, 1, 8, 8)), r"got \(2, 1, 8, 8\)"),
    ("one picture", lambda model: model(torch.zeros(3, 8, 8)), r"got \(3, 8, 8\)"),
    ("no pictures", lambda model: model(torch.zeros(0, 3, 8, 8)), r"got \(0, 3, 8, 8\)"),
    ("whole numbers", lambda model: model(ids(2, 3, 8, 8)), "floats, got torch.int64; for 0 to 255"),
)
def test_a_model_of_pictures_refuses(family, call, message):
    with pytest.raises(ValueError, match=message):
        call(family["ViT"])


@pytest.mark.parametrize("name", ["GPT", "LLaMA", "BERT", "BART", "ViT"])
def test_heads_that_do_not_divide_the_width(name):
    kind, config = FAMILIES[name]
    with pytest.raises(ValueError, match=r"\b12\b.*\b5\b|\b5\b.*\b12\b|\b5\b.*\b3\b"):
        kind(replace(config, n_heads=5))
