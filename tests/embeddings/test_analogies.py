"""Analogies against Gensim's on the same vectors, correlations against SciPy's."""

import pytest
import torch
from gensim.models import KeyedVectors
from scipy.stats import spearmanr

from course_lib.corpora.records import Analogy, ScoredPair
from course_lib.embeddings.analogies import (
    evaluate_analogies,
    evaluate_similarities,
    ranks,
    read_questions,
    solve,
    spearman,
    three_cos_add,
    three_cos_mul,
)
from course_lib.embeddings.vectors import WordVectors

N_WORDS = 23


@pytest.fixture
def vectors():
    words = ["猫", *(f"w{row}" for row in range(1, N_WORDS))]
    return WordVectors(words, torch.randn(N_WORDS, 3, generator=torch.Generator().manual_seed(1)))


@pytest.fixture
def gensim(vectors):
    theirs = KeyedVectors(3)
    theirs.add_vectors(list(vectors.words), vectors.matrix.numpy())
    return theirs


@pytest.fixture
def questions_file(vectors, tmp_path):
    """600 questions in two sections, of which about half are answered as 3CosAdd answers; some words are unknown."""
    generator = torch.Generator().manual_seed(2)
    lines = []
    for number in range(600):
        a, b, c, d = torch.randperm(N_WORDS, generator=generator)[:4].tolist()
        if number % 2:
            scores = three_cos_add(vectors, torch.tensor([[a, b, c]]))[0]
            scores[[a, b, c]] = -9
            d = int(scores.argmax())
        words = [vectors.words[row] for row in (a, b, c, d)]
        if number % 7 == 0:
            words[number % 4] = "unknown"
        lines += [": first"] if number == 0 else [": second one"] if number == 301 else []
        lines.append(" ".join(words))
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_evaluation_by_section_equals_gensims(vectors, gensim, questions_file):
    questions = read_questions(questions_file)
    ours = evaluate_analogies(vectors, questions)
    total, theirs = gensim.evaluate_word_analogies(str(questions_file), case_insensitive=False)
    for section in theirs[:-1]:
        score = ours[section["section"]]
        n_right, n_wrong = len(section["correct"]), len(section["incorrect"])
        assert (score.n_correct, score.n_covered) == (n_right, n_right + n_wrong)
        assert 100 < score.n_correct < score.n_covered < score.n_questions
    assert list(ours) == ["first", "second one", "total"]
    assert ours["total"].accuracy == pytest.approx(total)
    assert ours["total"].n_questions == 600
    assert ours["total"].coverage == pytest.approx(1 - 86 / 600)


def test_scores_of_both_methods_equal_gensims(vectors, gensim):
    rows = torch.tensor([[1, 4, 6], [0, 7, 2]])
    ours = {"add": three_cos_add(vectors, rows), "mul": three_cos_mul(vectors, rows, epsilon=1e-6)}
    for question, (a, b, c) in enumerate(rows.tolist()):
        words = {"positive": [vectors.words[b], vectors.words[c]], "negative": [vectors.words[a]]}
        for word, score in gensim.most_similar_cosmul(**words, topn=20):
            assert float(ours["mul"][question, vectors.row(word)]) == pytest.approx(score, rel=1e-5)
        direction = ours["add"][question] / (vectors.directions[[b, c]].sum(0) - vectors.directions[a]).norm()
        for word, score in gensim.most_similar(**words, topn=20):
            assert float(direction[vectors.row(word)]) == pytest.approx(score, abs=1e-6)


def test_the_methods_may_answer_differently_and_never_with_a_word_of_the_question(vectors, questions_file):
    questions = [one for one in read_questions(questions_file) if not vectors.missing((one.a, one.b, one.c))]
    added, multiplied = solve(vectors, questions), solve(vectors, questions, "3CosMul")
    for answers in (added, multiplied):
        assert not any(answer in (one.a, one.b, one.c) for one, answer in zip(questions, answers, strict=True))
    assert added != multiplied


def test_a_parallelogram_by_hand():
    corners = torch.tensor([[0.0, 1], [1, 0], [0.6, 0.8], [0.96, -0.28], [-1, 0]])
    vectors = WordVectors(["a", "b", "c", "d", "e"], corners)
    assert solve(vectors, [Analogy("a", "b", "c", "d", "by hand")]) == ["d"]
    expected = (0.96 + 1) / 2 * ((0.96 * 0.6 - 0.28 * 0.8) + 1) / 2 / ((-0.28 + 1) / 2 + 0.001)
    assert float(three_cos_mul(vectors, torch.tensor([[0, 1, 2]]))[0, 3]) == pytest.approx(expected, rel=1e-5)


def test_a_section_without_any_vector_counts_as_not_covered(vectors):
    scores = evaluate_analogies(vectors, [Analogy("x", "w1", "w2", "w3", "odd")])
    assert (scores["odd"].accuracy, scores["odd"].coverage) == (0, 0)


def test_spearman_equals_scipys_with_and_without_ties():
    torch.manual_seed(3)
    for n in range(2, 60):
        first, second = torch.randn(n), torch.randint(0, max(2, n // 3), (n,)).float()
        second[0], second[1] = 0, 1
        expected = float(spearmanr(first.numpy(), second.numpy()).statistic)
        assert spearman(first, second) == pytest.approx(expected, abs=1e-12)
        assert spearman(first.exp(), second) == pytest.approx(expected, abs=1e-12)
    assert ranks(torch.tensor([7.0, 3.0, 7.0, 9.0])).tolist() == [2.5, 1, 2.5, 4]


def test_similarity_scores_equal_gensims(vectors, gensim, tmp_path):
    generator = torch.Generator().manual_seed(4)
    pairs = [ScoredPair("unknown", "w1", 2.0)]
    for _ in range(40):
        first, second, score = torch.randint(0, N_WORDS, (3,), generator=generator).tolist()
        pairs.append(ScoredPair(vectors.words[first], vectors.words[second], float(score % 5)))
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{p.first}\t{p.second}\t{p.score}\n" for p in pairs), encoding="utf-8")
    _, theirs, unknown = gensim.evaluate_word_pairs(str(path), case_insensitive=False)
    ours = evaluate_similarities(vectors, pairs)
    assert ours.correlation == pytest.approx(float(theirs[0]), abs=1e-6)
    assert ours.coverage == pytest.approx(1 - unknown / 100)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_another_method(self, vectors):
        with pytest.raises(ValueError, match="'3CosAdd' or '3CosMul', got 'cosine'"):
            solve(vectors, [], "cosine")  # type: ignore[arg-type]

    def test_no_questions(self, vectors):
        with pytest.raises(ValueError, match="at least one question, got 0"):
            evaluate_analogies(vectors, [])

    @pytest.mark.parametrize(("text", "number"), [(": s\na b c\n", 2), ("a b c d\n", 1), (": s\n\na b c d e\n", 3)])
    def test_a_broken_line(self, tmp_path, text, number):
        (tmp_path / "broken.txt").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=f"line {number} must be four words"):
            read_questions(tmp_path / "broken.txt")

    def test_values_without_a_partner_or_alone(self):
        for n_first, n_second in ((3, 4), (1, 1)):
            with pytest.raises(ValueError, match=f"got {n_first} and {n_second}"):
                spearman(torch.arange(n_first).float(), torch.arange(n_second).float())

    def test_values_that_are_all_equal(self):
        with pytest.raises(ValueError, match="all be equal, got 3 times"):
            spearman(torch.ones(3), torch.arange(3.0))

    def test_pairs_without_vectors(self, vectors):
        with pytest.raises(ValueError, match="must have vectors, got 0 of 1"):
            evaluate_similarities(vectors, [ScoredPair("x", "y", 1.0)])
