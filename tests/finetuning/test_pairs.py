"""Two texts in one encoder: by hand, against sentence-transformers, and what is refused."""

import json

import pytest
import torch
import torch.nn.functional as F

from course_lib.corpora.records import ScoredPair, TextPair
from course_lib.finetuning.pairs import CrossEncoder, LabelledPairs, choice_loss, grades, pair_loss, target
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.saving import save
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

VOCABULARY = [*SPECIAL_TOKENS, "dog", "cat", "runs", "sleeps", "the", ".", "##s"]
CONFIG = BertConfig(len(VOCABULARY), context_length=13, d_model=12, n_heads=3, n_layers=2, d_ff=20, pad_id=0)
PAIRS = [
    TextPair("The dog runs.", "The cat sleeps.", "no"),
    TextPair("Dogs.", "The dog runs. The dog runs. The dog runs.", "yes"),
    TextPair("The cat.", "Cat.", "no"),
]


@pytest.fixture
def model():
    torch.manual_seed(3)
    return CrossEncoder(Bert(CONFIG), WordPieceTokenizer(VOCABULARY), ("no", "yes")).eval()


def test_a_pair_is_one_sequence_of_two_segments_that_fits(model):
    batch = model.lay_out(PAIRS)
    vocab = model.tokenizer.vocab
    row = batch.token_ids[2][batch.mask[2]].tolist()
    words = ["[CLS]", "the", "cat", ".", "[SEP]", "cat", ".", "[SEP]"]
    assert row == [vocab[word] for word in words]
    assert batch.segments[2][batch.mask[2]].tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert batch.token_ids.shape == (3, CONFIG.context_length)
    assert int(batch.mask[1].sum()) == CONFIG.context_length


@torch.no_grad()
def test_logits_do_not_depend_on_the_batch(model):
    together = model.logits(PAIRS, batch_size=2)
    alone = torch.cat([model(model.lay_out([pair])) for pair in PAIRS])
    torch.testing.assert_close(together, alone, atol=1e-6, rtol=1e-5)
    assert model.predict(PAIRS) == [model.labels[i] for i in alone.argmax(dim=1).tolist()]


def test_sentence_transformers_gives_the_same_logits(model, tmp_path):
    library = pytest.importorskip("sentence_transformers")
    model.classifier.save_pretrained(tmp_path)
    save(model.tokenizer, tmp_path / "tokenizer.json")
    says = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": CONFIG.context_length,
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
    }
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(says | special))
    theirs = library.CrossEncoder(str(tmp_path), device="cpu")
    texts = [(pair.first, pair.second) for pair in PAIRS]
    expected = theirs.predict(texts, convert_to_tensor=True, activation_fn=torch.nn.Identity())
    torch.testing.assert_close(model.logits(PAIRS), expected.cpu(), atol=1e-5, rtol=1e-4)


def test_targets_of_names_and_of_scores():
    assert target(TextPair("a", "b", "yes"), ("no", "yes")).tolist() == [0, 1]
    labels = ("0", "1", "2", "3")
    assert target(ScoredPair("a", "b", 2.0), labels).tolist() == [0, 0, 1, 0]
    assert target(ScoredPair("a", "b", 0.25), labels).tolist() == [0.75, 0.25, 0, 0]
    for score in (0.0, 1.1, 2.75, 3.0):
        spread = target(ScoredPair("a", "b", score), labels)
        assert float(spread @ torch.arange(4.0)) == pytest.approx(score)
        assert float(spread.sum()) == pytest.approx(1)


def test_the_loss_is_the_cross_entropy_and_the_score_the_mean_grade(model):
    both = model.lay_out_labelled(PAIRS)
    assert isinstance(both, LabelledPairs)
    logits = model(both.batch)
    torch.testing.assert_close(pair_loss(model, both), F.cross_entropy(logits, torch.tensor([0, 1, 0])))
    graded = CrossEncoder(model.classifier.bert, model.tokenizer, ("1", "2", "3")).eval()
    p = graded.logits(PAIRS).softmax(dim=1)
    torch.testing.assert_close(graded.scores(PAIRS), p[:, 0] + 2 * p[:, 1] + 3 * p[:, 2])


@pytest.mark.parametrize(
    ("pair", "labels", "message"),
    [
        (TextPair("a", "b", "perhaps"), ("no", "yes"), "one of no, yes, got 'perhaps'"),
        (ScoredPair("a", "b", 5.5), ("0", "1", "2"), "between 0 and 2, got 5.5"),
        (ScoredPair("a", "b", 1.0), ("no", "yes"), "such as 0 to 5, got no, yes"),
    ],
)
def test_targets_that_no_label_fits_are_refused(pair, labels, message):
    with pytest.raises(ValueError, match=message):
        target(pair, labels)


def test_grades_that_do_not_rise_by_one_are_refused():
    with pytest.raises(ValueError, match="rise by 1, got 0, 2, 3"):
        grades(["0", "2", "3"])


def test_no_pairs_are_refused(model):
    with pytest.raises(ValueError, match="at least one pair, got 0"):
        model.logits([])


def test_the_loss_of_a_choice_is_that_of_the_first_candidate():
    scores = torch.tensor([[2.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    e2 = torch.tensor(2.0).exp()
    torch.testing.assert_close(choice_loss(scores), (-(e2 / (e2 + 2)).log() + torch.tensor(3.0).log()) / 2)
    assert choice_loss(scores[:, [1, 0, 2]]) > choice_loss(scores)
    with pytest.raises(ValueError, match="at least two candidates, got 1"):
        choice_loss(scores[:, :1])
