"""Relations in the town, each pair both ways: with marks, without, and a bag of words.

Without marks a model cannot know which of two is asked for as the first.
"""

from collections import Counter
from collections.abc import Iterator

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.marking import PairLayout, both_ways, pair_logits, pair_loss, with_marks
from course_lib.metrics.classification import accuracy
from course_lib.models.bag_of_words import train as train_bag
from course_lib.models.bert import Bert
from course_lib.models.pretrained import load_with_tokenizer

DATA = "town/relations"
SEEDS = range(5)
STEPS = 100


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` pairs (None: all), for two steps if it is given."""
    data = load(DATA)
    train, test = (both_ways(data[part][:size]) for part in ("train", "test"))
    wanted = [one.label for one in test]
    if seed == 0:
        majority = Counter(one.label for one in train).most_common(1)[0][0]
        yield Result(DATA, "majority", "accuracy", accuracy([majority] * len(test), wanted))
        bag = train_bag([one.text for one in train], [one.label for one in train])
        said = bag.predict([one.text for one in test])
        yield Result(DATA, "bag of words", "accuracy", accuracy(said, wanted))
    _, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    labels = sorted({one.label for one in train} | {*wanted})
    for system, marked in {"town_bert, no marks": False, "town_bert, marks": True}.items():
        torch.manual_seed(seed)
        bert, longer = with_marks(Bert.from_pretrained(checkpoint("town_bert")), tokenizer, seed=seed)
        model, lay_out = TextClassifier(bert, labels), PairLayout(longer, labels, marked)
        steps = STEPS if size is None else 2
        fine_tune(model, train, lay_out, pair_loss, n_steps=steps, learning_rate=1e-3, seed=seed)
        best = in_batches(model, test, lay_out, lambda m, b: pair_logits(m, b).argmax(-1))
        said = [labels[number] for some in best for number in some.tolist()]
        yield Result(DATA, system, "accuracy", accuracy(said, wanted), seed)
