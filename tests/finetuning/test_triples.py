"""What a story tells as triples, and what a pipeline makes of it."""

import torch
from torch import nn

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.finetuning.marking import PairLayout, with_marks
from course_lib.finetuning.tagging import TagLayout
from course_lib.finetuning.triples import (
    Mention,
    Triple,
    candidates,
    extract_triples,
    find_mentions,
    story_pairs,
    told_triples,
    triple,
    triple_scores,
)
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

TOLD = [story(Town(), "en", Chance("triples", number)) for number in range(6)]
WORDS = ["rosa", "ben", "thanked", "her", "she", "bell", "found", "a", "."]
TOKENIZER = WordPieceTokenizer([*SPECIAL_TOKENS, *WORDS])
LABELS = ["O", "B-PERSON", "B-THING"]


class Names(nn.Module):
    """Calls Rosa and Ben persons and a bell a thing."""

    def forward(self, token_ids, segment_ids=None, mask=None):
        people = sum(token_ids == TOKENIZER.vocab[name] for name in ("rosa", "ben"))
        things = token_ids == TOKENIZER.vocab["bell"]
        return torch.stack([0.5 * torch.ones_like(token_ids), people, things], dim=-1).float()


def test_told_triples_are_those_of_pairs_in_sentences():
    for one in TOLD:
        told = told_triples(one)
        assert told
        spoken = {pair.label for pair in story_pairs(one)} - {"none"}
        assert spoken <= {each.relation for each in told}


def test_pairs_are_mostly_unrelated_and_never_overlap():
    pairs = [pair for one in TOLD for pair in story_pairs(one)]
    assert sum(pair.label == "none" for pair in pairs) > len(pairs) / 2
    for pair in pairs:
        assert pair.first.end <= pair.second.start or pair.second.end <= pair.first.start


def test_names_of_a_symmetric_relation_are_sorted():
    assert triple("Rosa", "family", "Anna") == triple("Anna", "family", "Rosa")
    assert triple("Rosa", "gives to", "Anna") != triple("Anna", "gives to", "Rosa")


def test_a_pronoun_is_whoever_was_named_last():
    lay_out = TagLayout(TOKENIZER, LABELS)
    sentences = ["Rosa found a bell.", "Ben thanked her."]
    found = find_mentions(sentences, Names(), lay_out)
    assert [one.name for one in found[0]] == ["Rosa", "bell"]
    assert [(one.name, sentences[1][one.span.start : one.span.end]) for one in found[1]] == [
        ("Ben", "Ben"),
        ("Rosa", "her"),
    ]
    assert len(find_mentions(sentences, Names(), lay_out, pronouns=False)[1]) == 1


def test_each_person_is_asked_about_with_every_other_mention():
    mentions = [[Mention(Span(0, 4, "PERSON"), "Rosa"), Mention(Span(13, 17, "THING"), "bell")]]
    asked = list(candidates(["Rosa found a bell."], mentions))
    assert [(one, other) for _, one, other in asked] == [("Rosa", "bell")]


def test_the_classifier_decides():
    class Says(nn.Module):
        def forward(self, token_ids, segment_ids=None, mask=None):
            return torch.tensor([[0.0, 1.0]]).expand(len(token_ids), 2)

    bert = Bert(BertConfig(TOKENIZER.vocab_size, 32, d_model=8, n_heads=2, n_layers=1, d_ff=16))
    _, tokenizer = with_marks(bert, TOKENIZER)
    mentions = [[Mention(Span(0, 4, "PERSON"), "Rosa"), Mention(Span(13, 17, "THING"), "bell")]]
    lay_out = PairLayout(tokenizer, ["none", "finds"])
    found = extract_triples(["Rosa found a bell."], mentions, Says(), lay_out)
    assert found == {("Rosa", "finds", "bell")}
    told = {Triple("Rosa", "finds", "bell"), Triple("Ben", "finds", "bell")}
    assert triple_scores(found, told).recall == 0.5
