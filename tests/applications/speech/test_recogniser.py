"""The recogniser learns two tones as two words; its batches are padded and counted rightly."""

import pytest
import torch

from course_lib.applications.speech import recogniser
from course_lib.applications.speech.commands import DIGITS, drawn_number
from course_lib.applications.speech.ctc import ctc_loss
from course_lib.applications.speech.recogniser import Recogniser, RecogniserConfig, shorter
from course_lib.applications.speech.sound import features, joined, tone
from course_lib.applications.speech.training import (
    Utterance,
    batches,
    errors,
    lay_out,
    recogniser_loss,
    said,
    share_right,
    trained,
)

WORDS = ("low", "high")


def whistles(n, seed=0):
    """Return one to three tones, each a word."""
    generator = torch.Generator().manual_seed(seed)
    found = []
    for _ in range(n):
        words = [WORDS[i] for i in torch.randint(0, 2, (1 + n % 3,), generator=generator)]
        waves = [tone(400 if word == "low" else 2000, 0.15) for word in words]
        wave = joined(waves) + 0.01 * torch.randn(len(joined(waves)), generator=generator)
        found.append(Utterance(wave, tuple(words)))
    return found


def test_it_learns_two_tones():
    model = trained(WORDS, whistles(40), n_steps=150, learning_rate=2e-2, d_model=16)
    assert errors(model.listen, whistles(10, seed=1)) < 0.1


def test_batches_have_sounds_of_like_length_and_noise():
    model = Recogniser(RecogniserConfig(WORDS, d_model=8))
    plain, noisy = (
        next(batches(model, whistles(8), torch.Generator().manual_seed(0), 4, noise)) for noise in (None, (0.0, 5.0))
    )
    assert plain.features.shape == noisy.features.shape
    assert not torch.allclose(plain.features, noisy.features)
    assert (plain.n_labels == (plain.labels.new_tensor([3] * 4))).all()


def test_too_few_sounds_are_refused():
    model = Recogniser(RecogniserConfig(WORDS, d_model=8))
    with pytest.raises(ValueError, match=r"batch of 4 sounds at least, got 3"):
        next(batches(model, whistles(3), torch.Generator(), 4))


def test_the_loss_is_that_of_ctc():
    torch.manual_seed(0)
    model = Recogniser(RecogniserConfig(WORDS, d_model=8))
    some = [(features(one.wave), one.words) for one in (whistles(4)[0], whistles(5)[0], whistles(3)[0])]
    batch = lay_out(model, some)
    assert batch.n_labels.tolist() == [2, 3, 1]
    with torch.no_grad():
        log_probs = model(batch.features)
        assert log_probs.shape[1] == int(batch.n_frames.max())
        expected = ctc_loss(log_probs, batch.labels, batch.n_frames, batch.n_labels).sum() / 6
        torch.testing.assert_close(recogniser_loss(model, batch), expected)


def test_a_sound_has_as_many_frames_as_counted():
    model = Recogniser(RecogniserConfig(WORDS, d_model=8)).eval()
    for n in (1000, 1003, 1111):
        wave = torch.randn(n, generator=torch.Generator().manual_seed(0))
        assert len(model.log_probs(wave)) == int(shorter(torch.tensor([len(features(wave))])))


def test_words_and_labels_go_both_ways():
    model = Recogniser(RecogniserConfig(WORDS, d_model=8))
    assert model.words_of(model.labels_of(["high", "low"])) == ["high", "low"]
    with pytest.raises(ValueError, match="2 that are known, got 'mid'"):
        model.labels_of(["mid"])
    with pytest.raises(ValueError, match="got 2, 1 different"):
        RecogniserConfig(("low", "low"))


def test_errors_count_words_and_noise_changes_the_sound():
    some = whistles(6)
    assert errors(lambda wave: [], some) == 1.0
    heard = []

    def listen(wave):
        heard.append(wave)
        return []

    errors(listen, some[:1], decibels=0.0)
    assert not torch.allclose(heard[0], some[0].wave)


def test_a_sound_is_right_if_all_its_words_are():
    some = whistles(6)
    assert share_right(lambda wave: [], some) == 0
    assert share_right(lambda wave: next(one.words for one in some if one.wave is wave), some) == 1
    with pytest.raises(ValueError, match="got 0"):
        share_right(lambda wave: [], [])


def test_what_is_said_depends_on_the_seed_alone():
    first, again = (said(3, drawn_number, None, seed=5) for _ in range(2))
    assert all(torch.equal(a.wave, b.wave) and a.words == b.words for a, b in zip(first, again, strict=True))
    with pytest.raises(ValueError, match="got 0"):
        said(0, drawn_number)


def test_a_model_is_saved_and_read_back(tmp_path, monkeypatch):
    torch.manual_seed(0)
    model = Recogniser(RecogniserConfig(DIGITS, d_model=8)).eval()
    (tmp_path / "ear").mkdir()
    recogniser.save(model, tmp_path / "ear")
    monkeypatch.setattr(recogniser, "HERE", tmp_path)
    again = recogniser.stored("ear")
    wave = tone(500, 0.5)
    torch.testing.assert_close(again.log_probs(wave), model.log_probs(wave), atol=1e-2, rtol=1e-2)
    with pytest.raises(ValueError, match="folder none"):
        recogniser.stored("none")
