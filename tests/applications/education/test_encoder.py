"""The encoder learns from marked sentences; its points are the rubric's, drawn out between whole faults."""

import pytest
import torch

from course_lib.applications.education.collection import draw_essays, pieces
from course_lib.applications.education.encoder import (
    EncoderScorer,
    cross_entropy,
    expected_points,
    marked,
    sentences_of,
)
from course_lib.applications.education.feedback import true_flags
from course_lib.corpora.town.genres.rubric import CRITERIA, scores

ESSAYS = draw_essays(12)
TEXTS, PROMPTS = [one.text for one in ESSAYS], [one.prompt for one in ESSAYS]


def test_each_sentence_comes_with_its_place_its_prompt_and_its_faults():
    one = ESSAYS[4]
    found = marked(one)
    assert [each.text for each in found] == [piece.text for piece in pieces(one.text)]
    assert found[0].about == f"first {one.prompt}"
    assert found[-1].about == f"last {one.prompt}"
    assert {each.about for each in found[1:-1]} == {f"inside {one.prompt}"}
    flags = [(at, CRITERIA[k]) for at, each in enumerate(found) for k in range(4) for _ in range(each.faults[k])]
    assert sorted(flags) == sorted(true_flags(one))
    assert [each.about for each in sentences_of("It rained.", "x")] == ["last x"]
    assert [each.about for each in sentences_of("It rained. We left.", "x")] == ["first x", "last x"]


def test_before_training_every_fault_is_rare_everywhere():
    scorer = EncoderScorer.untrained()
    chances = scorer.chances(TEXTS, PROMPTS)
    assert [len(one) for one in chances] == [len(pieces(text)) for text in TEXTS]
    assert all(float(one.min()) > 0.01 and float(one.max()) < 0.3 for one in chances)
    assert scorer.flags(TEXTS, PROMPTS) == [[]] * len(TEXTS)


def test_essays_scored_together_are_scored_as_one_by_one():
    scorer = EncoderScorer.untrained(seed=1)
    torch.nn.init.normal_(scorer.model.head.weight, generator=torch.Generator().manual_seed(0))
    together = scorer.score(TEXTS[:5], PROMPTS[:5])
    single = [scorer.score([text], [prompt])[0] for text, prompt in zip(TEXTS[:5], PROMPTS, strict=False)]
    assert together == pytest.approx(single, abs=1e-3)
    assert len(set(together)) == 5


def test_a_few_steps_lower_its_loss():
    scorer = EncoderScorer.untrained()
    batch = scorer.layout([each for one in ESSAYS[:2] for each in marked(one)])
    before = cross_entropy(scorer.model, batch).item()
    losses = scorer.fine_tune(ESSAYS[:2], n_steps=20)
    assert len(losses) == 20
    assert cross_entropy(scorer.model, batch).item() < before / 3


def test_whole_faults_cost_what_the_rubric_says():
    for one in ESSAYS:
        if not any(fault.kind == "off topic essay" for fault in one.faults):
            counts = [sum(fault.criterion == criterion for fault in one.faults) for criterion in CRITERIA]
            assert expected_points(counts) == scores(one.faults).total
    assert expected_points([9.5, 7, 8, 6]) == 4


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_essay_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="must hold a sentence that ends, got 'no end'"):
        sentences_of("no end", "x")
