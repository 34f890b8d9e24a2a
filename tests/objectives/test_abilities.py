"""What models are asked: nothing that is hidden leaks, and each question is scored as it should be."""

import pytest
import torch

from course_lib.objectives import abilities, alike, guesses

DOCUMENTS = [
    [[9, 10, 11, 12], [13, 14, 15, 12], [16, 17, 12]],
    [[18, 19, 12], [20, 21, 22, 12], [9, 23, 12]],
    [[20, 9, 12], [10, 22, 12], [13, 18, 16, 12]],
]
VOCAB_SIZE = 24


@pytest.fixture(params=guesses.GUESSES)
def objective(request):
    return request.param


@pytest.fixture
def model(objective):
    torch.manual_seed(0)
    one = alike.untrained(objective, VOCAB_SIZE).eval()
    with torch.no_grad():
        for parameter in one.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return one


def gap_of(token_ids, start, length):
    hidden = torch.zeros_like(token_ids, dtype=torch.bool)
    hidden[:, start : start + length] = True
    return hidden


def test_what_is_hidden_does_not_change_the_guess_of_its_first_token(objective, model):
    token_ids, mask = alike.laid_out(DOCUMENTS)
    hidden = gap_of(token_ids, 4, 2)
    changed = token_ids.masked_fill(hidden, 23)
    before, after = (guesses.guess(objective, model, ids, mask, hidden)[:, 4] for ids in (token_ids, changed))
    torch.testing.assert_close(before, after)


def test_only_the_causal_model_is_blind_to_the_right_side(objective, model):
    token_ids, mask = alike.laid_out(DOCUMENTS)
    hidden = gap_of(token_ids, 4, 1)
    changed = token_ids.clone()
    changed[:, 6] = 23
    before, after = (guesses.guess(objective, model, ids, mask, hidden)[:, 4] for ids in (token_ids, changed))
    assert torch.allclose(before, after) == (objective == "causal")


def test_guesses_are_probabilities(objective, model):
    token_ids, mask = alike.laid_out(DOCUMENTS)
    hidden = gap_of(token_ids, 5, 2)
    sums = guesses.guess(objective, model, token_ids, mask, hidden)[hidden].exp().sum(dim=-1)
    torch.testing.assert_close(sums, torch.ones_like(sums))


def test_one_stand_in_takes_the_place_of_the_gap():
    token_ids, mask = alike.laid_out(DOCUMENTS[:2])
    sources, source_mask = guesses.with_one_stand_in(token_ids, mask, gap_of(token_ids, 2, 3), alike.MASK)
    assert sources[0].tolist() == [9, 4, 13, 14, 15, 12, 16, 17, 12, 3]
    assert sources[1][source_mask[1]].tolist() == [18, 4, 21, 22, 12, 9, 23, 12, 3]


def test_a_causal_judgement_is_the_log_probability_of_the_text():
    torch.manual_seed(0)
    model = alike.untrained("causal", VOCAB_SIZE).eval()
    token_ids, _ = alike.laid_out(DOCUMENTS[:1])
    with torch.no_grad():
        log_probs = model(token_ids[:, :-1]).log_softmax(dim=-1)
    expected = sum(log_probs[0, i, token_ids[0, i + 1]].item() for i in range(token_ids.shape[1] - 1))
    assert abilities.judge("causal", model, DOCUMENTS[:1]).item() == pytest.approx(expected, abs=1e-3)


def test_a_pseudo_log_likelihood_hides_each_word_alone():
    torch.manual_seed(0)
    model = alike.untrained("masked", VOCAB_SIZE).eval()
    token_ids, mask = alike.laid_out(DOCUMENTS[:1])
    expected = 0.0
    for place in range(1, token_ids.shape[1] - 1):
        inputs = token_ids.clone()
        inputs[0, place] = alike.MASK
        with torch.no_grad():
            logits = model(inputs, mask=mask).tokens
        expected += logits[0, place].log_softmax(-1)[token_ids[0, place]].item()
    assert abilities.judge("masked", model, DOCUMENTS[:1]).item() == pytest.approx(expected, abs=1e-3)


def test_all_five_abilities_are_shares(objective, model):
    generator = torch.Generator().manual_seed(0)
    places = abilities.middle_places(DOCUMENTS, generator)
    spoilt = abilities.spoilt(DOCUMENTS, [9, 10, 13, 20, 16], generator)
    assert all(a[0] == b[0] and a != b for a, b in zip(DOCUMENTS, spoilt, strict=True))
    shares = [
        abilities.fill_gaps(objective, model, DOCUMENTS, places),
        abilities.go_on(objective, model, DOCUMENTS, places),
        abilities.tell_real(objective, model, DOCUMENTS, spoilt),
        abilities.tell_what_precedes(objective, model, DOCUMENTS),
        abilities.restore_order(objective, model, DOCUMENTS),
    ]
    assert all(3 * share == pytest.approx(round(3 * share), abs=1e-5) for share in shares)


def test_next_sentence_models_answer_two_of_the_questions():
    torch.manual_seed(0)
    model = alike.untrained("next sentence", VOCAB_SIZE).eval()
    assert 0 <= abilities.tell_what_precedes("next sentence", model, DOCUMENTS) <= 1
    assert 0 <= abilities.restore_order("next sentence", model, DOCUMENTS) <= 1


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_next_sentence_model_guesses_no_tokens():
    token_ids, mask = alike.laid_out(DOCUMENTS)
    with pytest.raises(ValueError, match="got 'next sentence'"):
        guesses.guess("next sentence", None, token_ids, mask, gap_of(token_ids, 4, 1))


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_document_without_a_name_to_change_is_refused():
    with pytest.raises(ValueError, match="got none in"):
        abilities.spoilt(DOCUMENTS, [8], torch.Generator())
