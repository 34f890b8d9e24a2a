"""Likelihoods against sums written out; pairs that differ where they should."""

import pytest
import torch

from course_lib.applications.trust.stereotypes import (
    END,
    log_likelihoods,
    pronoun_pairs,
    pseudo_log_likelihoods,
    shared,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Annotated
from course_lib.corpora.dataset import Dataset
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.saving import load


def test_a_causal_model_gives_the_sum_of_its_tokens():
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    texts = ["Anna went to the market.", "Rosa slept."]
    found = log_likelihoods(model, tokenizer, texts)
    for text, one in zip(texts, found, strict=True):
        ids, total = [tokenizer.token_to_id(END)], 0.0
        for token in tokenizer.encode(text):
            with torch.no_grad():
                total += float(model(torch.tensor([ids]))[0, -1].log_softmax(-1)[token])
            ids.append(token)
        assert float(one) == pytest.approx(total, abs=1e-2)


def test_a_masked_model_hides_each_shared_token_alone():
    folder = checkpoint("town_bert")
    model = BertForPretraining.from_pretrained(folder).eval()
    tokenizer = load(folder / "tokenizer.json")
    found = pseudo_log_likelihoods(model, tokenizer, "she went home", "he went home")
    for text, one in zip(("she went home", "he went home"), found, strict=True):
        ids, total = tokenizer.encode_with_special_tokens(text), 0.0
        for place in (2, 3):
            hidden = [*ids]
            hidden[place] = tokenizer.token_to_id("[MASK]")
            with torch.no_grad():
                logits = model(torch.tensor([hidden])).tokens[0, place]
            total += float(logits.log_softmax(-1)[ids[place]])
        assert one == pytest.approx(total, abs=1e-3)


def test_shared_tokens_stand_at_their_own_places():
    assert shared([1, 2, 3], [1, 2, 3]) == ([0, 1, 2], [0, 1, 2])
    assert shared([1, 2], [3, 4]) == ([], [])


def pronouns():
    texts = {
        "pro_stereotyped_type1": ["The cook said he left.", "A b she."],
        "anti_stereotyped_type1": ["The cook said she left.", "A b c d."],
    }
    records = tuple(Annotated(text, (), label) for label, some in texts.items() for text in some)
    return Dataset("winobias", "bias", "en", "MIT", "", "", {"test": records})


def test_pairs_differ_in_their_pronoun():
    assert pronoun_pairs(pronouns(), "type1") == [("The cook said he left.", "The cook said she left.")]


def test_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="type1 or type2, got 'type3'"):
        pronoun_pairs(pronouns(), "type3")
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    with pytest.raises(ValueError, match="there must be a text, got 0"):
        log_likelihoods(model, tokenizer, [])
