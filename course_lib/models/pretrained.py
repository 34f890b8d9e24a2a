"""A pretrained model of any kind, and the tokenizer that belongs to it, by one name.

config.json says the kind, under "architectures"; the `from_pretrained` of that kind does
the reading. Tested by tests/models/test_pretrained.py.
"""

import math
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from torch import nn

from course_lib.models import hub
from course_lib.models.bart import Bart
from course_lib.models.bert import Bert
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT
from course_lib.models.llama import Llama
from course_lib.models.model_files import read_json
from course_lib.models.t5 import T5
from course_lib.models.vit import ViT, ViTForClassification
from course_lib.tokenizers.saving import load
from course_lib.tokenizers.tokenizer import Tokenizer

KINDS: dict[str, Any] = {  # what an architecture is called there, and our class for it
    "GPT2LMHeadModel": GPT,
    "LlamaForCausalLM": Llama,
    "BertModel": Bert,
    "BertForPreTraining": BertForPretraining,
    "BertForMaskedLM": BertForPretraining,
    "T5ForConditionalGeneration": T5,
    "BartModel": Bart,
    "BartForConditionalGeneration": Bart,
    "ViTModel": ViT,
    "ViTForImageClassification": ViTForClassification,
}
MULTIPLES = (8, 16, 32, 64, 128)  # what sizes of vocabularies are rounded up to


@runtime_checkable
class HasVocabulary(Protocol):
    """A tokenizer of any kind: one of ours, or of Hugging Face's `transformers`."""

    @property
    def vocab_size(self) -> int: ...


def from_pretrained(name_or_folder: str | Path) -> nn.Module:
    """Return the model of a folder, or of a name on the hub, as the class that it is.

    Raises:
        HubError: if it is not to be found.
        ValueError: if its architecture is none of ours, or its files are damaged.
    """
    folder = hub.find(name_or_folder)
    name, *_ = read_json(folder / "config.json").get("architectures") or [None]
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise ValueError(f"{folder} must be of an architecture of {known}, got {name}.")
    return KINDS[name].from_pretrained(folder)


def load_with_tokenizer(name_or_folder: str | Path) -> tuple[nn.Module, Tokenizer]:
    """Return a model, and the tokenizer of its tokenizer.json.

    Raises:
        HubError: if they are not to be found.
        ValueError: as for `from_pretrained`; if there is no tokenizer.json, it has a part
            that ours do not have, or it is of another vocabulary than the model.
    """
    folder = hub.find(name_or_folder)
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ValueError(f"{folder} must hold tokenizer.json, and does not.")
    model, tokenizer = from_pretrained(folder), load(path)
    check_same_vocabulary(model, tokenizer)
    return model, tokenizer


def check_same_vocabulary(model: nn.Module, tokenizer: HasVocabulary) -> None:
    """Refuse a tokenizer whose ids mean other tokens to the model, as far as sizes tell.

    A model may have a few rows more than there are tokens: sizes are often rounded up to
    a multiple of 8, 16, …, 128, since that suits the hardware.

    Raises:
        ValueError: naming both sizes, if they do not fit; if the model reads no tokens.
    """
    n_rows = getattr(getattr(model, "config", None), "vocab_size", None)
    n_tokens = tokenizer.vocab_size
    if n_rows is None:
        came = type(model).__name__
        raise ValueError(f"model must have a config with vocab_size, got {came}.")
    rounded_up = [math.ceil(n_tokens / n) * n for n in MULTIPLES]
    if n_rows not in (n_tokens, *rounded_up):
        raise ValueError(
            "the tokenizer must be the one that the model was trained with, "
            f"got one of {n_tokens} tokens for a model of {n_rows}: "
            "load_with_tokenizer gives both."
        )
