"""Reading on in the domain: masked words of unlabelled notes, then a few labelled ones.

The course's BERT knows stories. Before it learns to mark findings in notes, it may first
read notes that nobody has labelled ("domain-adaptive pretraining"). What is fair to compare
with: the same steps spent on more stories, and none at all.
Source: Gururangan et al. (2020), section 3, https://arxiv.org/abs/2004.10964.
Tested by tests/applications/medicine_and_law/test_adaptation.py.
Left out: new tokens for the vocabulary of the domain.
"""

from collections.abc import Sequence

import torch

from course_lib.applications.medicine_and_law.notes import pieces
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Annotated, Span, Tagged
from course_lib.corpora.town.genres.clinic_notes import ClinicNote
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.pretrain import MaskedLayout, token_loss
from course_lib.finetuning.tagging import TagLayout, in_words, predict_tags
from course_lib.finetuning.tagging import token_loss as tag_loss
from course_lib.metrics.spans import entity_scores
from course_lib.models.bert import Bert
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.tokenizers.saving import load as load_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

CONTEXT = 96  # pieces of words; a piece of a note has about 90


def findings_in(note: ClinicNote) -> list[Tagged]:
    """Return a note in pieces, each word with a BIO tag: SYMPTOM, DIAGNOSIS, DRUG …"""
    spans = tuple(Span(one.start, one.end, one.label) for one in note.findings)
    whole = Annotated(note.text, spans, note.label)
    return [in_words(one) for one in pieces(whole)]


def masked_model() -> tuple[BertForPretraining, Tokenizer]:
    """Return the course's BERT with its head for masked words, and its tokenizer."""
    folder = checkpoint("town_bert")
    model = BertForPretraining.from_pretrained(folder)
    return model, load_tokenizer(folder / "tokenizer.json")


def read_on(
    model: BertForPretraining,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    n_steps: int,
    *,
    seed: int = 0,
    learning_rate: float = 1e-3,
    batch_size: int = 16,
) -> list[float]:
    """Go on filling in masked words, in these texts; return the loss of each step.

    Raises:
        ValueError: if there are no texts.
    """
    readable = [text for text in texts if tokenizer.encode(text)]
    return fine_tune(
        model,
        readable,
        MaskedLayout(tokenizer, CONTEXT, seed),
        token_loss,
        n_steps=n_steps,
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
    )


def learn_findings(
    bert: Bert,
    tokenizer: Tokenizer,
    labelled: Sequence[Tagged],
    labels: Sequence[str],
    n_steps: int,
    seed: int = 0,
) -> tuple[TokenClassifier, TagLayout]:
    """Return a tagger that starts from this BERT, which it changes; its head is new."""
    torch.manual_seed(seed)
    model = TokenClassifier(bert, labels)
    layout = TagLayout(tokenizer, labels, CONTEXT)
    fine_tune(
        model,
        labelled,
        layout,
        tag_loss,
        n_steps=n_steps,
        batch_size=16,
        learning_rate=1e-3,
        seed=seed,
    )
    return model, layout


def findings_f1(model: TokenClassifier, layout: TagLayout, test: Sequence[Tagged]) -> float:
    """Return F1 over whole findings."""
    wanted = [list(one.tags) for one in test]
    return entity_scores(predict_tags(model, test, layout), wanted).f1
