"""Training, reading and scoring word vectors refuse bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import pytest
import torch
from bad_input.tables import INFINITY, NAN, rows

from course_lib.corpora.records import Analogy
from course_lib.embeddings import analogies, lookup
from course_lib.embeddings.glove import GloVeConfig, train_glove
from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import Word2VecConfig, train_word2vec

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


SENTENCES = [["a", "b", "c", "a"]] * 9
VECTORS = WordVectors(["a", "b", "c"], torch.eye(3))
TRAININGS = {
    "word2vec": lambda sentences, **options: train_word2vec(sentences, Word2VecConfig(min_count=1, **options)),
    "GloVe": lambda sentences, **options: train_glove(sentences, GloVeConfig(min_count=1, **options)),
}


@pytest.mark.parametrize("name", TRAININGS)
class TestTrainingOfVectors:
    @pytest.mark.parametrize(
        ("sentences", "message"),
        [
            ([], "min_count = 1 times, got 0 of 0"),
            ([["a", "a"]], "min_count = 1 times, got 1 of 1"),
            ([["a"], ["b"]], "neighbours, got 2 words and 0 pairs"),
            ("a b c", "list of lists of words, got str"),
            (["a b c"], "got 'a b c' for number 0; cut it"),
            ([["a", "b"], None], "got None for number 1; cut it"),
        ],
    )
    def test_text_that_has_no_pairs(self, name, sentences, message):
        with pytest.raises(ValueError, match=message):
            TRAININGS[name](sentences)

    @pytest.mark.parametrize("option", ["d_vector", "window", "n_epochs", "learning_rate"])
    def test_a_setting_out_of_range(self, name, option):
        for value in (0, -1):
            with pytest.raises(ValueError, match=rf"{option} .*got ({value}|0.001 and {value})"):
                TRAININGS[name](SENTENCES, **{option: value})

    @pytest.mark.parametrize("rate", [NAN, INFINITY, 1e30])
    def test_a_learning_rate_beyond_all_measure(self, name, rate):
        with pytest.raises(ValueError, match=rf"learning_rate.*{str(rate).replace('+', '.')}"):
            TRAININGS[name](SENTENCES * 99, learning_rate=rate, n_epochs=2)


@rows(
    ("an unknown word", lambda: VECTORS["d"], "'d' is not among the 3 words"),
    ("no neighbours", lambda: VECTORS.nearest("a", 0), r"other words \(2\), got 0"),
    ("too many neighbours", lambda: VECTORS.nearest("a", 3), r"other words \(2\), got 3"),
    ("words without vectors", lambda: WordVectors(["a"], torch.eye(2)), "got 1 words and 2 rows"),
    ("an id below 0", lambda: lookup.look_up(torch.eye(3), torch.tensor([-1])), "0 and 2, got -1 to -1"),
    ("an id too large", lambda: lookup.one_hot(torch.tensor([3]), 3), "0 and 2, got 3 to 3"),
    ("no questions", lambda: analogies.evaluate_analogies(VECTORS, []), "one question, got 0"),
    ("no answer", lambda: analogies.solve(VECTORS, [Analogy("a", "b", "c", "a", "")]), "three, got 3 words in all"),
    ("no pairs", lambda: analogies.evaluate_similarities(VECTORS, []), "got 0 of 0"),
    ("a rank of NaN", lambda: analogies.spearman(torch.tensor([1, NAN]), torch.tensor([1.0, 2])), "got 1 NaN among 2"),
)
def test_word_vectors_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "at least one vector, got 0"),
        (b"a\n", "line 1 must be a word and 0 numbers"),
        (b"a 1 x\n", "line 1 must be a word and 2 numbers, got 'a 1 x"),
        (b"2 3\na 1 2 3\nb 1 2\n", "line 3 must be a word and 3 numbers, got 'b 1 2"),
        (b"2 3\na 1 2 3\n", "the 2 vectors of its first line, got 1: fetch it again"),
        (b"\x80\x04\xff", "codec can't decode byte 0x80"),
    ],
)
def test_a_file_of_vectors_that_is_cut_off_or_none(tmp_path, content, message):
    (tmp_path / "vectors.txt").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        WordVectors.load(tmp_path / "vectors.txt")
    with pytest.raises(ValueError, match="limit must be at least 1, or None for all, got 0"):
        WordVectors.load(tmp_path / "vectors.txt", limit=0)
