"""Soft prompts: equal to peft's, to the words they begin as, and the model stays as it is."""

from typing import Any

import pytest
import torch
from peft import PromptTuningConfig, TaskType, get_peft_model
from transformers import GPT2LMHeadModel

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import Labelled
from course_lib.experiments import soft_prompts as experiment
from course_lib.experiments.results import stored
from course_lib.finetuning.fine_tune import fine_tune, frozen
from course_lib.finetuning.soft_prompts import (
    ClozeClassifier,
    ClozeLayout,
    SoftPrompt,
    cloze_loss,
    prompted_logits,
)
from course_lib.finetuning.templates import Template, cloze_scores
from course_lib.models.pretrained import load_with_tokenizer

TEMPLATE = Template("{text} It was [MASK].", {"positive": " good", "negative": " bad"})
RECORDS = [Labelled("Warm soup.", "positive"), Labelled("They were late, and rude.", "negative")]


@pytest.fixture(scope="module")
def writer():
    return load_with_tokenizer(checkpoint("town_gpt"))


@pytest.fixture
def reader():
    return load_with_tokenizer(checkpoint("town_bert"))


def test_a_prompt_of_words_is_those_words(writer):
    model, tokenizer = writer
    before, after = "Anna went home.", " She was tired."
    n = len(tokenizer.encode(before))
    soft = SoftPrompt.of_text(model.token_embedding, tokenizer, before, n)
    with torch.no_grad():
        found = prompted_logits(model, soft, torch.tensor([tokenizer.encode(after)]))
        expected = model(torch.tensor([tokenizer.encode(before) + tokenizer.encode(after)]))
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_a_short_text_is_repeated_and_an_empty_one_refused(writer):
    model, tokenizer = writer
    soft = SoftPrompt.of_text(model.token_embedding, tokenizer, "Anna", 5)
    assert soft.vectors.shape == (5, 192)
    with pytest.raises(ValueError, match="must have a token, got ''"):
        SoftPrompt.of_text(model.token_embedding, tokenizer, "", 5)


@pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing:FutureWarning")
def test_it_is_what_peft_computes(writer):
    model, tokenizer = writer
    base = GPT2LMHeadModel.from_pretrained(checkpoint("town_gpt"))
    config = PromptTuningConfig(task_type=TaskType.CAUSAL_LM, num_virtual_tokens=3)
    theirs: Any = get_peft_model(base, config).eval()
    soft = SoftPrompt(theirs.get_prompt(batch_size=1)[0])
    token_ids = torch.tensor([tokenizer.encode("Anna went home and")])
    with torch.no_grad():
        expected = theirs(input_ids=token_ids, attention_mask=torch.ones_like(token_ids)).logits
        found = prompted_logits(model, soft, token_ids)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_without_a_prompt_the_classifier_is_the_cloze(reader):
    model, tokenizer = reader
    layout = ClozeLayout(tokenizer, TEMPLATE)
    with torch.no_grad():
        logits = ClozeClassifier(model, layout.words)(layout(RECORDS))
    scores = cloze_scores(model, tokenizer, TEMPLATE, [one.text for one in RECORDS])
    torch.testing.assert_close(logits.log_softmax(-1), scores.log_softmax(-1), atol=1e-4, rtol=1e-4)


def test_only_the_vectors_move(reader):
    model, tokenizer = reader
    before = {name: one.clone() for name, one in model.state_dict().items()}
    layout = ClozeLayout(tokenizer, TEMPLATE)
    soft = SoftPrompt.of_chance(model.bert.token_embedding, 4, seed=1)
    start = soft.vectors.clone()
    with frozen(model):
        classifier = ClozeClassifier(model, layout.words, soft)
        losses = fine_tune(classifier, RECORDS, layout, cloze_loss, n_steps=12, batch_size=2, learning_rate=0.3)
    assert losses[-1] < losses[0]
    assert (soft.vectors - start).abs().max() > 0.01
    assert all(torch.equal(one, before[name]) for name, one in model.state_dict().items())


def test_a_long_text_keeps_its_gap(reader):
    _, tokenizer = reader
    layout = ClozeLayout(tokenizer, TEMPLATE, n_words=5)
    batch = layout([Labelled("good " * 300, "positive"), *RECORDS])
    assert batch.gap.sum(dim=1).tolist() == [1, 1, 1]
    assert batch.targets.tolist() == [0, 0, 1]


def test_the_experiment_runs_small_and_is_stored_whole():
    rows = [*experiment.run(0, n_labels=16, n_steps=1, n_test=6)]
    systems = [row.system for row in rows]
    assert systems == ["bag of words", "untouched", *experiment.RATES]
    assert {row.system for row in stored("soft_prompts")} == set(systems)
    assert {row.seed for row in stored("soft_prompts")} == set(experiment.SEEDS)
