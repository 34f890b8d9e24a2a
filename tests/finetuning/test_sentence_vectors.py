"""Sentence vectors: by hand, with loops, against sentence-transformers, and what is refused."""

import pytest
import torch

from course_lib.finetuning.sentence_vectors import SentenceEncoder, cosine, mean_cosine, mean_pool
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

VOCABULARY = [*SPECIAL_TOKENS, "dog", "cat", "runs", "sleeps", "the", ".", "##s"]
CONFIG = BertConfig(len(VOCABULARY), context_length=9, d_model=12, n_heads=3, n_layers=2, d_ff=20, pad_id=0)
TEXTS = ["The dog runs.", "Cats.", "The cat sleeps. The dog runs. The dog.", "Dog."]


@pytest.fixture
def model():
    torch.manual_seed(3)
    return SentenceEncoder(Bert(CONFIG), WordPieceTokenizer(VOCABULARY)).eval()


def test_the_mean_of_two_real_tokens_by_hand():
    hidden = torch.tensor([[[1.0, 2.0], [3.0, 8.0], [100.0, 100.0]]])
    assert mean_pool(hidden, torch.tensor([[True, True, False]])).tolist() == [[2.0, 5.0]]


def test_what_stands_in_the_padding_does_not_matter(model):
    alone = torch.cat([model.vectors([text]) for text in TEXTS])
    torch.testing.assert_close(model.vectors(TEXTS), alone, atol=1e-6, rtol=1e-5)


def test_texts_keep_their_order_and_have_length_one(model):
    encoded = model.encode(TEXTS, batch_size=3)
    torch.testing.assert_close(encoded, model.vectors(TEXTS), atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(encoded.norm(dim=1), torch.ones(4))
    assert not encoded.requires_grad


def test_cosines_agree_with_the_definition_written_as_loops():
    first, second = torch.randn(3, 5), torch.randn(7, 5)
    expected = [[float(a @ b / (a.norm() * b.norm())) for b in second] for a in first]
    torch.testing.assert_close(cosine(first, second), torch.tensor(expected))


def test_the_mean_cosine_leaves_each_text_with_itself_out():
    assert mean_cosine(torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 1.0]])) == pytest.approx(1 / 3)
    assert mean_cosine(torch.ones(4, 3)) == pytest.approx(1)


def test_sentence_transformers_reads_the_folder_and_gives_the_same_vectors(model, tmp_path):
    library = pytest.importorskip("sentence_transformers")
    model.save_pretrained(tmp_path / "new")
    theirs = library.SentenceTransformer(str(tmp_path / "new"), device="cpu")
    expected = theirs.encode(TEXTS, convert_to_tensor=True).cpu()
    torch.testing.assert_close(model.encode(TEXTS), expected, atol=1e-5, rtol=1e-4)
    back = SentenceEncoder.from_pretrained(tmp_path / "new")
    torch.testing.assert_close(back.encode(TEXTS), model.encode(TEXTS))
    theirs.save(str(tmp_path / "theirs"))
    again = SentenceEncoder.from_pretrained(tmp_path / "theirs")
    torch.testing.assert_close(again.encode(TEXTS), model.encode(TEXTS))


def test_a_text_of_padding_only_is_refused():
    with pytest.raises(ValueError, match="a real token, got 1 without one"):
        mean_pool(torch.ones(2, 3, 4), torch.tensor([[True, True, False], [False, False, False]]))


def test_vectors_of_two_sizes_are_refused(as_readers_call_it):
    with pytest.raises(ValueError, match="same size, got 5 and 4"):
        cosine(torch.ones(2, 5), torch.ones(2, 4))


def test_too_few_vectors_or_texts_are_refused(model):
    with pytest.raises(ValueError, match="at least two vectors, got 1"):
        mean_cosine(torch.ones(1, 4))
    with pytest.raises(ValueError, match=r"list of one text or more, got \[\]"):
        model.encode([])
    with pytest.raises(ValueError, match="list of one text or more, got 'The dog'"):
        model.encode("The dog")
