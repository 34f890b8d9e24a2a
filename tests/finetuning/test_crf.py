"""The CRF against the definition: every sequence of labels tried."""

from itertools import product

import pytest
import torch

from course_lib.corpora.annotations import Tagged
from course_lib.finetuning.crf import (
    CRFTagger,
    Rules,
    bio_rules,
    crf_loss,
    log_partition,
    path_score,
    sequence_loss,
    viterbi,
)
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.tagging import TagLayout, misplaced, predict_tags
from tests.finetuning.test_tagging import LABELS, ROSA, ROSAS, TOKENIZER, Says, table

N_LABELS = 3


def drawn(seed, n_words=5):
    generator = torch.Generator().manual_seed(seed)

    def numbers(*sizes):
        return torch.randn(*sizes, generator=generator)

    rules = Rules(numbers(N_LABELS), numbers(N_LABELS, N_LABELS), numbers(N_LABELS))
    return numbers(n_words, N_LABELS), rules


def all_scores(emissions, rules):
    every = list(product(range(N_LABELS), repeat=len(emissions)))
    return every, torch.stack([path_score(emissions, one, rules) for one in every])


def test_a_path_by_hand():
    rules = Rules(torch.tensor([1.0, 0.0]), torch.tensor([[0.0, -3.0], [2.0, 0.0]]), torch.tensor([0.0, 5.0]))
    emissions = torch.tensor([[2.0, 1.0], [0.0, 1.5]])
    assert path_score(emissions, [0, 1], rules).item() == 1 + 2 - 3 + 1.5 + 5


@pytest.mark.parametrize("seed", range(6))
def test_viterbi_finds_the_best_of_all_sequences(seed):
    emissions, rules = drawn(seed, n_words=1 + seed)
    every, scores = all_scores(emissions, rules)
    found = viterbi(emissions, rules)
    assert found.labels == list(every[int(scores.argmax())])
    assert found.score == pytest.approx(scores.max().item(), abs=1e-5)


def test_the_forward_algorithm_sums_up_all_sequences_of_each_length():
    pairs = [drawn(0, 5), drawn(0, 3)]
    rules = pairs[0][1]
    short = pairs[1][0]
    batch = torch.stack([pairs[0][0], torch.cat([short, 100 * torch.ones(2, N_LABELS)])])
    is_word = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    expected = [all_scores(one, rules)[1].logsumexp(0) for one in (pairs[0][0], short)]
    torch.testing.assert_close(log_partition(batch, rules, is_word), torch.stack(expected))


def test_the_loss_is_minus_log_probability_a_word():
    emissions, rules = drawn(3, 4)
    other, _ = drawn(4, 2)
    batch = torch.stack([emissions, torch.cat([other, torch.zeros(2, N_LABELS)])])
    is_word = torch.tensor([[True] * 4, [True, True, False, False]])
    labels = torch.tensor([[2, 0, 1, 1], [1, 2, 0, 0]])
    expected = 0.0
    for one, right in ((emissions, (2, 0, 1, 1)), (other, (1, 2))):
        every, scores = all_scores(one, rules)
        expected -= scores.log_softmax(0)[every.index(right)].item()
    assert sequence_loss(batch, labels, is_word, rules).item() == pytest.approx(expected / 6, abs=1e-5)


def test_a_sentence_without_words_is_refused():
    emissions, rules = drawn(0, 2)
    nothing = torch.zeros(1, 2, dtype=torch.bool)
    with pytest.raises(ValueError, match="got 1 without one"):
        sequence_loss(emissions[None], torch.zeros(1, 2, dtype=torch.long), nothing, rules)


def test_under_bio_s_rules_no_tag_is_misplaced():
    labels = ["O", "B-A", "I-A", "B-B", "I-B"]
    rules = bio_rules(labels)
    for seed in range(20):
        scores = 3 * torch.randn(7, 5, generator=torch.Generator().manual_seed(seed))
        assert misplaced([labels[number] for number in viterbi(scores, rules).labels]) == []


def test_rules_change_nothing_that_is_allowed():
    labels = ["O", "B-A", "I-A"]
    scores = torch.tensor([[0.0, 5.0, 0.0], [0.0, 0.0, 5.0], [5.0, 0.0, 0.0]])
    assert viterbi(scores, bio_rules(labels)).labels == [1, 2, 0]


def test_it_learns_what_may_follow_what():
    sentences = [ROSA, ROSAS, Tagged(("Rosa", "Rosa"), ("B-PER", "I-PER"))]
    model, lay_out = CRFTagger(Says(table()), len(LABELS)), TagLayout(TOKENIZER, LABELS)
    options: dict = {"n_steps": 120, "batch_size": 3, "learning_rate": 0.1}
    losses = fine_tune(model, sentences, lay_out, crf_loss, **options)
    assert losses[-1] < 0.2 < losses[0]
    # "rosa" is B-PER or I-PER: the word alone cannot tell, the tag before it can
    assert predict_tags(model, sentences, lay_out, model.decode) == [list(one.tags) for one in sentences]
