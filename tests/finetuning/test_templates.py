"""Templates, scores of answers, calibration: equal to loops, and to transformers."""

import pytest
import torch
from transformers import GPT2LMHeadModel

from course_lib.checkpoints.shipped import checkpoint
from course_lib.finetuning.templates import (
    Template,
    answer_scores,
    balanced_examples,
    calibrated,
    cloze_scores,
    label_scores,
    majority,
    share_of,
    share_right,
)
from course_lib.models.pretrained import load_with_tokenizer

MOOD = Template("{text} It was", {"positive": " good", "negative": " bad"})


@pytest.fixture(scope="module")
def writer():
    return load_with_tokenizer(checkpoint("town_gpt"))


@pytest.fixture(scope="module")
def reader():
    return load_with_tokenizer(checkpoint("town_bert"))


def test_examples_stand_solved_before_the_question():
    shots = [("Warm soup.", "positive"), ("Late.", "negative")]
    prompt = MOOD.prompt("Cold tea.", shots)
    assert prompt == "Warm soup. It was good.\nLate. It was bad.\nCold tea. It was"
    assert MOOD.prompt("Cold tea.") == "Cold tea. It was"


def test_an_answer_is_as_likely_as_transformers_says(writer):
    model, tokenizer = writer
    theirs = GPT2LMHeadModel.from_pretrained(checkpoint("town_gpt")).eval()
    prompt, answers = "Anna lost", [" her umbrella", " his", " the key."]
    for answer, score in zip(answers, answer_scores(model, tokenizer, prompt, answers), strict=True):
        before, after = [0, *tokenizer.encode(prompt)], tokenizer.encode(answer)
        with torch.no_grad():
            logs = theirs(torch.tensor([[*before, *after]])).logits[0].log_softmax(-1)
        by_hand = sum(logs[len(before) + i - 1, token] for i, token in enumerate(after))
        torch.testing.assert_close(score, by_hand, atol=1e-4, rtol=1e-4)


def test_the_mean_of_a_token_is_the_sum_by_the_length(writer):
    model, tokenizer = writer
    answers = [" her umbrella", " his"]
    sums = answer_scores(model, tokenizer, "Anna lost", answers)
    means = answer_scores(model, tokenizer, "Anna lost", answers, per_token=True)
    lengths = torch.tensor([len(tokenizer.encode(one)) for one in answers])
    torch.testing.assert_close(means, sums / lengths)


def test_labels_are_scored_for_each_text(writer):
    model, tokenizer = writer
    scores = label_scores(model, tokenizer, MOOD, ["Warm soup.", "Late."], [("Cold.", "negative")])
    assert scores.shape == (2, 2)
    prompt = MOOD.prompt("Late.", [("Cold.", "negative")])
    torch.testing.assert_close(scores[1], answer_scores(model, tokenizer, prompt, [" good", " bad"]))


def test_a_gap_is_scored_as_the_model_scores_it(reader):
    model, tokenizer = reader
    template = Template("{text} It was [MASK].", MOOD.answers)
    scores = cloze_scores(model, tokenizer, template, ["Warm soup.", "It was cold and late."])
    token_ids = torch.tensor([tokenizer.encode_batch(["Warm soup. It was [MASK]."], "[PAD]").token_ids[0].tolist()])
    at = token_ids[0].tolist().index(tokenizer.token_to_id("[MASK]"))
    with torch.no_grad():
        logs = model(token_ids).tokens[0, at].log_softmax(-1)
    words = [tokenizer.token_to_id(word) for word in ("good", "bad")]
    torch.testing.assert_close(scores[0], logs[words], atol=1e-4, rtol=1e-4)


def test_a_text_that_pushes_the_gap_out_is_refused(reader):
    model, tokenizer = reader
    template = Template("{text} It was [MASK].", MOOD.answers)
    with pytest.raises(ValueError, match="room for the template, got 1 too long"):
        cloze_scores(model, tokenizer, template, ["good " * 40], context_length=20)
    with pytest.raises(ValueError, match=r"must hold \[MASK\] once"):
        cloze_scores(model, tokenizer, MOOD, ["good"])


def test_calibration_by_hand():
    scores = torch.tensor([[0.6, 0.3], [0.9, 0.1]]).log()
    found = calibrated(scores, torch.tensor([0.8, 0.2]).log()).exp()
    first = torch.tensor([0.6 / 0.8, 0.3 / 0.2])
    torch.testing.assert_close(found[0], first / first.sum())
    assert found[1].argmax() == 0


def test_what_has_no_content_is_undecided_after_calibration():
    habit = torch.tensor([[0.7, 0.2, 0.1]]).log()
    torch.testing.assert_close(calibrated(habit, habit[0]).exp(), torch.full((1, 3), 1 / 3))


def test_shares_are_counted():
    scores = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [5.0, 4.0]])
    assert share_right(scores, ("a", "b"), ["a", "b", "b", "a"]) == 0.75
    assert share_of(scores, 0) == 0.75
    with pytest.raises(ValueError, match="as many texts as wanted labels, got 4 and 1"):
        share_right(scores, ("a", "b"), ["a"])


def test_drawn_examples_are_balanced_and_repeat_with_the_seed():
    pairs = [(str(i), "ab"[i % 3 == 0]) for i in range(20)]
    drawn = balanced_examples(pairs, 6, seed=3)
    assert sorted(label for _, label in drawn) == list("aaabbb")
    assert drawn == balanced_examples(pairs, 6, seed=3) != balanced_examples(pairs, 6, seed=4)
    with pytest.raises(ValueError, match="k = 21 examples to draw, got 20"):
        balanced_examples(pairs, 21, seed=0)


def test_of_equally_many_votes_the_first_wins():
    assert majority(["2", "1", "1", "2", "3"]) == "2"
    with pytest.raises(ValueError, match="at least 1 answer, got 0"):
        majority([])


def test_a_template_without_a_place_or_a_choice_is_refused(writer):
    with pytest.raises(ValueError, match="exactly once, got 'It was'"):
        Template("It was", MOOD.answers)
    with pytest.raises(ValueError, match=r"all different, got \[' good', ' good'\]"):
        Template("{text}", {"a": " good", "b": " good"})
    with pytest.raises(ValueError, match="must have a token"):
        answer_scores(writer[0], writer[1], "Anna", ["", " her"])
