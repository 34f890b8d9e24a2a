"""Several heads on one encoder."""

import pytest
import torch

from course_lib.corpora.records import Labelled
from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.multi_task import TaskData, fine_tune_together
from course_lib.finetuning.texts import Predictor, TextLayout, label_loss
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

COLOURS = [
    Labelled(f"it is {one}", "warm" if one in ("red", "gold") else "cold") for one in ("red", "blue", "gold", "grey")
]
SIZES = [
    Labelled(f"the {one} is big", "animal" if one in ("cow", "pig") else "plant")
    for one in ("cow", "oak", "pig", "fir")
]


@pytest.fixture
def tasks():
    torch.manual_seed(0)
    tokenizer = WordPieceTokenizer.train([one.text for one in COLOURS + SIZES], 80)
    bert = Bert(BertConfig(tokenizer.vocab_size, d_model=16, n_heads=2, n_layers=1, d_ff=32))
    made = {}
    for name, records in {"colours": COLOURS, "sizes": SIZES}.items():
        labels = tuple(sorted({one.label for one in records}))
        made[name] = TaskData(TextClassifier(bert, labels), records, TextLayout(tokenizer, labels), label_loss)
    return made


def test_both_tasks_are_learned_on_one_encoder(tasks):
    losses = fine_tune_together(tasks, ["colours", "sizes"], n_steps=60, batch_size=4, learning_rate=1e-2)
    assert losses[-1] < 0.2
    for task in tasks.values():
        said = Predictor(task.model, task.lay_out).predict([one.text for one in task.records])
        assert said == [one.label for one in task.records]


def test_a_task_that_has_no_turn_keeps_its_head(tasks):
    kept = tasks["sizes"].model.head.weight.clone()
    fine_tune_together(tasks, ["colours"], n_steps=3, batch_size=2, weight_decay=0.0)
    assert torch.equal(tasks["sizes"].model.head.weight, kept)


def test_an_order_of_unknown_tasks_and_encoders_apart_are_refused(tasks):
    with pytest.raises(ValueError, match=r"got \['shapes'\]"):
        fine_tune_together(tasks, ["shapes"], n_steps=1)
    first = tasks["colours"]
    alone = TextClassifier(Bert(first.model.config), first.lay_out.labels)
    with pytest.raises(ValueError, match="share one encoder, got 2"):
        fine_tune_together(
            {**tasks, "third": TaskData(alone, COLOURS, first.lay_out, label_loss)}, ["third"], n_steps=1
        )
