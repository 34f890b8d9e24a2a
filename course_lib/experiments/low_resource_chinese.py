"""Few Chinese sentences: how much do more help, and does English?

People, places and things again, in Chinese (town/entities/zh). A small BERT with random
weights and one vocabulary for both languages has 200 steps: on the Chinese sentences
alone; on those and 2,000 English ones, half of each batch Chinese; or the first 100 on
the English ones, the others on the Chinese ones. Beside it the look-up of characters.
And the curve of a real Chinese set, the fields of papers by their titles (csl_category),
by a bag of characters, where the data are there.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from random import Random
from typing import Any

import torch

from course_lib.corpora.annotations import Tagged
from course_lib.corpora.corpus import load_if_possible
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.lora_against_full import f1
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.tagging import TagLayout, predict_tags, tag_labels, token_loss
from course_lib.models.bag_of_words import Bag
from course_lib.models.bag_of_words import train as train_bag
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

SEEDS = range(5)
DATA, REAL = "town/entities/zh", "csl_category"
AMOUNTS, REAL_AMOUNTS = (20, 200, 2000), (80, 800, 2400)
N_STEPS = 200
WAYS = ("Chinese alone", "both together", "English first")


def run(
    seed: int,
    amounts: Sequence[int] = AMOUNTS,
    n_steps: int = N_STEPS,
    real: Sequence[int] = REAL_AMOUNTS,
) -> Iterator[Result]:
    """Yield the score of each way, for each number of Chinese sentences."""
    english = town_task("entities", "en", size=2700)["train"][:2000]
    chinese = town_task("entities", "zh", size=2700)
    labels = tag_labels(chinese["train"])
    both = [" ".join(one.tokens) for one in (*english, *chinese["train"])]
    layout = TagLayout(WordPieceTokenizer.train(both, 2500), labels, 64)
    test = chinese["test"]
    for n in amounts:
        few = Random(seed).sample(chinese["train"], n)
        yield Result(DATA, f"look-up, {n}", "F1", f1(look_up_tags(few, test), test), seed)
        for way in WAYS:
            model = trained(way, few, english, layout, n_steps, seed)
            said = predict_tags(model, test, layout)
            yield Result(DATA, f"{way}, {n}", "F1", f1(said, test), seed)
    if real and (titles := load_if_possible(REAL)):
        for n in real:
            few = Random(seed).sample(titles["train"], n)
            right = bag_accuracy(few, titles["test"])
            yield Result(REAL, f"bag of characters, {n}", "accuracy", right, seed)


def bag_accuracy(train: Sequence[Any], test: Sequence[Any]) -> float:
    """Return the accuracy of the baseline, with single characters and pairs of them."""
    texts, labels = [one.text for one in train], [one.label for one in train]
    bag = train_bag(texts, labels, Bag("zh"))
    return bag.accuracy([one.text for one in test], [one.label for one in test])


def trained(
    way: str,
    few: Sequence[Tagged],
    english: Sequence[Tagged],
    layout: TagLayout,
    n_steps: int,
    seed: int,
) -> TokenClassifier:
    """Return a small tagger."""
    torch.manual_seed(seed)
    sizes = {"d_model": 64, "n_heads": 4, "n_layers": 2, "d_ff": 256}
    bert = Bert(BertConfig(layout.tokenizer.vocab_size, context_length=64, **sizes))
    model = TokenClassifier(bert, layout.labels)
    courses: list[Sequence[Tagged]] = [few]
    if way == "both together":  # as many Chinese as English ones, each again and again
        courses = [[*english, *islice(cycle(few), len(english))]]
    if way == "English first":
        courses = [english, few]
    how: Any = {"batch_size": 16, "learning_rate": 2e-3, "seed": seed}
    how["n_steps"] = n_steps // len(courses)
    for sentences in courses:
        fine_tune(model, sentences, layout, token_loss, **how)
    return model
