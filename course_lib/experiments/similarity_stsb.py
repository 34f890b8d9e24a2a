"""How alike are two sentences? On STS-B and on the town's pairs, by Spearman's correlation with the true scores.

STS-B's published development part is what is trained on; its training part is not among
the course's data. The small BERT of the set's own is pretrained once for all seeds.
About 30 seconds a seed on one core. Needs the data: COURSE_DATA, or a network.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import torch
from torch import Tensor, nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.corpora.records import ScoredPair
from course_lib.experiments.results import Result
from course_lib.finetuning.contrastive import regression_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, pair_loss
from course_lib.finetuning.pretrain import pretrained_on
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.finetuning.word_overlap import shared_words
from course_lib.metrics.agreement import spearman
from course_lib.models.bert import Bert
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
TOWN, REAL = "town/paraphrases", "stsb"
PARTS = {TOWN: ("train", "test"), REAL: ("en_dev", "en_test")}
GRADES = ("0", "1", "2", "3", "4", "5")
N_STEPS, LONGEST = 80, 64


def run(seed: int, size: int | None = None, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield each system's correlation on test; what has no chance in it, only with seed 0."""
    for data, (train_part, test_part) in PARTS.items():
        train, test = (list(load(data)[part][:size]) for part in (train_part, test_part))
        say = partial(scored, data, seed, test)
        base = partial(own, 3 * n_steps, size) if data == REAL else town
        if seed == 0:
            yield say("shared words", [shared_words(one.first, one.second) for one in test])
            words = TfIdf([text for one in train for text in (one.first, one.second)])
            yield say("TF-IDF", both(words.vectors, test))
            yield say("BERT before training", both(SentenceEncoder(*base()).encode, test))
        encoder = SentenceEncoder(*base())
        fine_tune(encoder, train, list, cosine_loss, n_steps=n_steps, learning_rate=5e-4, seed=seed)
        yield say("bi-encoder", both(encoder.encode, test))
        torch.manual_seed(seed)
        cross = CrossEncoder(*base(), GRADES)
        fine_tune(cross, train, cross.lay_out_labelled, pair_loss, n_steps=n_steps, learning_rate=5e-4, seed=seed)
        yield say("cross-encoder", cross.scores(test).tolist())


def both(encode: Callable[[list[str]], Tensor], pairs: Sequence[ScoredPair]) -> list[float]:
    """Return the cosine of the two vectors of each pair."""
    first, second = encode([one.first for one in pairs]), encode([one.second for one in pairs])
    return (first * second).sum(dim=1).tolist()


def cosine_loss(model: nn.Module, pairs: Sequence[ScoredPair]) -> Tensor:
    """Return the squared error of the cosine, with the scores brought to 0 to 1."""
    vectors: Callable[..., Tensor] = model.vectors  # type: ignore[assignment]
    scores = torch.tensor([one.score / 5 for one in pairs])
    return regression_loss(vectors([one.first for one in pairs]), vectors([one.second for one in pairs]), scores)


def scored(data: str, seed: int, test: Sequence[ScoredPair], system: str, guesses: Sequence[float]) -> Result:
    """Return the correlation of guesses with the true scores."""
    return Result(data, system, "Spearman", spearman(list(guesses), [one.score for one in test]), seed)


def town() -> tuple[Bert, Tokenizer]:
    """Return the town's BERT, anew, and its tokenizer."""
    encoder = SentenceEncoder.from_pretrained(checkpoint("town_bert"))
    return encoder.bert, encoder.tokenizer


def own(n_steps: int, size: int | None) -> tuple[Bert, Tokenizer]:
    """Return a copy of a small BERT with the vocabulary of STS-B, pretrained for so many steps."""
    bert, tokenizer = pretrained(n_steps, size)
    copied = Bert(bert.config)
    copied.load_state_dict(bert.state_dict())
    return copied, tokenizer


@cache
def pretrained(n_steps: int, size: int | None) -> tuple[Bert, Tokenizer]:
    train = load(REAL)[PARTS[REAL][0]][:size]
    texts = sorted({text for one in train for text in (one.first, one.second)})
    model, tokenizer = pretrained_on(texts, n_steps, context_length=LONGEST)
    return model.bert, tokenizer
