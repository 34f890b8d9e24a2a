"""Word vectors against Gensim's `KeyedVectors`, and files both ways."""

import pytest
import torch
from gensim.models import KeyedVectors

from course_lib.embeddings.vectors import WordVectors

WORDS = ("the", "cat", "猫", "🐈", "l'eau", "e-mail", "x")


@pytest.fixture
def vectors():
    return WordVectors(WORDS, torch.randn(7, 5, generator=torch.Generator().manual_seed(1)))


@pytest.fixture
def gensim(vectors):
    theirs = KeyedVectors(5)
    theirs.add_vectors(list(WORDS), vectors.matrix.numpy())
    return theirs


def test_similarities_and_neighbours_equal_gensims(vectors, gensim):
    for first in WORDS:
        for second in WORDS:
            assert vectors.similarity(first, second) == pytest.approx(float(gensim.similarity(first, second)), abs=1e-6)
        ours, theirs = vectors.nearest(first, 4), gensim.most_similar(first, topn=4)
        assert [word for word, _ in ours] == [word for word, _ in theirs]
        assert [cosine for _, cosine in ours] == pytest.approx([cosine for _, cosine in theirs], abs=1e-6)


def test_a_right_angle_and_an_opposite_by_hand():
    vectors = WordVectors(["a", "b", "c", "o"], torch.tensor([[2.0, 0], [0, 3], [-5, 0], [0, 0]]))
    assert [vectors.similarity("a", other) for other in "abco"] == [1, 0, -1, 0]
    assert vectors["b"].tolist() == [0, 3]
    assert "b" in vectors
    assert "d" not in vectors


def test_gensim_reads_our_file_and_we_read_gensims_bit_for_bit(vectors, gensim, tmp_path):
    vectors.save(tmp_path / "ours.txt")
    read = KeyedVectors.load_word2vec_format(str(tmp_path / "ours.txt"))
    assert read.index_to_key == list(WORDS)
    assert torch.equal(torch.tensor(read.vectors), vectors.matrix)
    gensim.save_word2vec_format(str(tmp_path / "theirs.txt"))
    for name in ("ours.txt", "theirs.txt"):
        again = WordVectors.load(tmp_path / name)
        assert again.words == WORDS
        assert torch.equal(again.matrix, vectors.matrix)


def test_a_glove_file_has_no_sizes_may_have_words_with_spaces_and_words_twice(tmp_path):
    path = tmp_path / "glove.txt"
    path.write_text("the 0.5 1 -2e-3\n. . . 1 2 3\nthe 9 9 9\n12 4 5 6\n", encoding="utf-8")
    vectors = WordVectors.load(path)
    assert vectors.words == ("the", ". . .", "12")
    torch.testing.assert_close(vectors.matrix, torch.tensor([[0.5, 1, -0.002], [1, 2, 3], [4, 5, 6]]))
    assert WordVectors.load(path, limit=2).words == ("the", ". . .")


def test_a_file_of_sizes_is_read_up_to_the_limit(vectors, tmp_path):
    vectors.save(tmp_path / "ours.txt")
    assert WordVectors.load(tmp_path / "ours.txt", limit=3).words == WORDS[:3]


def test_an_embedding_has_the_vectors_in_the_tokenizers_order_and_a_like_spread_elsewhere(vectors):
    words = ["<unk>", "猫", *(f"new{i}" for i in range(2000)), "the"]
    generator = torch.Generator().manual_seed(2)
    embedding = vectors.to_embedding(words, generator)
    assert torch.equal(embedding.weight[1], vectors["猫"])
    assert torch.equal(embedding.weight[-1], vectors["the"])
    assert embedding.weight[2:-1].std().item() == pytest.approx(vectors.matrix.std().item(), rel=0.05)
    assert embedding.weight.requires_grad
    assert vectors.missing(words[:3]) == ["<unk>", "new0"]
    assert torch.equal(embedding.weight, vectors.to_embedding(words, generator.manual_seed(2)).weight)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_rows_that_do_not_match_the_words(self):
        with pytest.raises(ValueError, match="got 2 words and 3 rows"):
            WordVectors(["a", "b"], torch.zeros(3, 5))

    def test_a_word_twice(self):
        with pytest.raises(ValueError, match="3 words, 2 different"):
            WordVectors(["a", "b", "a"], torch.zeros(3, 5))

    def test_a_word_without_a_vector(self, vectors):
        with pytest.raises(ValueError, match="'dog' is not among the 7 words"):
            vectors.similarity("cat", "dog")

    @pytest.mark.parametrize("n", [0, 7])
    def test_more_neighbours_than_there_are(self, vectors, n):
        with pytest.raises(ValueError, match=rf"other words \(6\), got {n}"):
            vectors.nearest("cat", n)

    def test_a_vocabulary_without_any_vector(self, vectors):
        with pytest.raises(ValueError, match="one of the 2 words must have a vector, got none"):
            vectors.to_embedding(["The", "Cat"])

    def test_a_word_with_a_space_is_not_saved(self, tmp_path):
        with pytest.raises(ValueError, match="no white space, got 1 such as 'new york'"):
            WordVectors(["a", "new york"], torch.zeros(2, 5)).save(tmp_path / "ours.txt")

    @pytest.mark.parametrize("line", ["b 1 2", "b 1 x 3", "1 2 3", "b"])
    def test_a_broken_line_of_a_file(self, tmp_path, line):
        (tmp_path / "broken.txt").write_text(f"2 3\na 1 2 3\n{line}\n", encoding="utf-8")
        with pytest.raises(ValueError, match=f"line 3 must be a word and 3 numbers, got '{line}"):
            WordVectors.load(tmp_path / "broken.txt")

    def test_an_empty_file(self, tmp_path):
        (tmp_path / "empty.txt").write_text("", encoding="utf-8")
        with pytest.raises(ValueError, match="at least one vector, got 0"):
            WordVectors.load(tmp_path / "empty.txt")
