"""Reading on, and learning findings: a few steps of each."""

import torch

from course_lib.applications.medicine_and_law.adaptation import (
    findings_f1,
    findings_in,
    learn_findings,
    masked_model,
    read_on,
)
from course_lib.applications.medicine_and_law.notes import notes_of, pieces
from course_lib.finetuning.tagging import cut_words, tag_labels

NOTES = notes_of("train", 4)


def test_findings_of_a_note_are_those_of_its_truth():
    for note in NOTES:
        words = [word for one in findings_in(note) for word in one.tokens]
        begun = [tag for one in findings_in(note) for tag in one.tags if tag.startswith("B-")]
        assert "".join(words) == "".join(note.text.split())
        assert begun == [f"B-{one.label}" for one in note.findings]


def test_nearly_all_pieces_find_room():
    _, tokenizer = masked_model()
    sentences = [one for note in notes_of("train", 40) for one in findings_in(note)]
    fits = [len(cut_words(one.tokens, tokenizer, 96).first) == len(one.tokens) for one in sentences]
    assert sum(fits) / len(fits) > 0.97


def test_reading_on_changes_the_model_and_lowers_the_loss():
    model, tokenizer = masked_model()
    before = (
        model.bert.state_dict()["embeddings.token.weight"].clone()
        if ("embeddings.token.weight" in model.bert.state_dict())
        else next(model.parameters()).clone()
    )
    texts = [one.text for note in NOTES[:2] for one in pieces(note.annotated)]
    losses = read_on(model, tokenizer, texts, 6, batch_size=4)
    after = next(model.parameters())
    assert len(losses) == 6
    assert before.shape == after.shape
    assert not torch.equal(before, after)


def test_a_few_steps_on_findings_run_and_are_scored():
    model, tokenizer = masked_model()
    sentences = [one for note in NOTES for one in findings_in(note)]
    tagger, layout = learn_findings(model.bert, tokenizer, sentences, tag_labels(sentences), 3)
    assert 0 <= findings_f1(tagger, layout, sentences) <= 1
