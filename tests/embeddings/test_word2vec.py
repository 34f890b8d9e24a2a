"""Word2vec: its pieces by hand and by loops, and its vectors against Gensim's on the town's stories."""

import math
from collections import Counter

import pytest
import torch
from gensim.models import Word2Vec as GensimWord2Vec

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.word_sets import analogies, similarities
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.embeddings.analogies import evaluate_analogies, evaluate_similarities
from course_lib.embeddings.glove import GloVeConfig, train_glove
from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import (
    BLOCK,
    Blocks,
    Vocabulary,
    Word2VecConfig,
    mean_loss,
    number_words,
    step,
    train_word2vec,
)
from course_lib.tokenizers.words import WordTokenizer

NOISE_ROWS = torch.tensor([[7, 8, 7]])
SENTENCES = [["b", "a", "a", "c"], ["a", "b", "猫"], [], ["c", "b", "a"]]


@pytest.fixture(scope="module")
def town():
    """The words of 250 stories, about 60,000, in lower case."""
    people = Town()
    stories = [story(people, "en", Chance(0, "word vectors", number)) for number in range(250)]
    tokenizer = WordTokenizer.train("a", lower_case=True)
    return [tokenizer.tokens(one.text) for one in stories]


def test_the_vocabulary_is_ordered_by_count_then_alphabet_without_the_rare():
    vocabulary = Vocabulary.count(SENTENCES, 2)
    assert vocabulary.words == ("a", "b", "c")
    assert vocabulary.counts.tolist() == [4, 3, 2]
    token_ids, sentence = number_words(SENTENCES, vocabulary)
    assert token_ids.tolist() == [1, 0, 0, 2, 0, 1, 2, 1, 0]
    assert sentence.tolist() == [0, 0, 0, 0, 1, 1, 3, 3, 3]


def test_frequent_words_are_kept_by_the_formula_and_as_gensim_keeps_them(town):
    vocabulary = Vocabulary.count(town, 5)
    keep = vocabulary.keep_probability(1e-3)
    gensim = GensimWord2Vec(min_count=5, sample=1e-3)
    gensim.build_vocab(town)
    for row, word in enumerate(vocabulary.words):
        share = int(vocabulary.counts[row]) / int(vocabulary.counts.sum())
        expected = min(1.0, math.sqrt(1e-3 / share) + 1e-3 / share)
        assert float(keep[row]) == pytest.approx(expected, rel=1e-5)
        assert gensim.wv.get_vecattr(word, "sample_int") / (2**32 - 1) == pytest.approx(expected, rel=1e-5)
    assert keep[0] < 0.3
    assert (vocabulary.keep_probability(0) == 1).all()


def test_noise_is_drawn_in_proportion_to_counts_to_the_three_quarters():
    noise = Vocabulary(("a", "b"), torch.tensor([81, 16])).noise_probability()
    assert noise.tolist() == pytest.approx([27 / 35, 8 / 35])


def test_pairs_lie_within_a_random_reach_and_do_not_leave_the_sentence():
    window, lengths = 4, [1, 37, 7, 2, 50]
    sentence = torch.repeat_interleave(torch.arange(5), torch.tensor(lengths))
    token_ids = torch.arange(1, 98)  # each its own place, so that a pair tells where it comes from
    blocks = Blocks.cut(token_ids, sentence, window, torch.Generator().manual_seed(1))
    reaches: Counter[int] = Counter()
    found: dict[int, set[int]] = {}
    for block, i, j in blocks.pairs.nonzero().tolist():
        found.setdefault(int(blocks.centre[block, i]) - 1, set()).add(int(blocks.context[block, j]) - 1)
    assert set(found) == set(range(1, 97))  # the sentence of one word has no pair
    for place, neighbours in found.items():
        reach = max(abs(place - other) for other in neighbours)
        same = [p for p in range(97) if sentence[p] == sentence[place] and 0 < abs(p - place) <= reach]
        assert neighbours == set(same)
        reaches[reach] += 1
    assert set(reaches) == {1, 2, 3, 4}
    assert blocks.centre.shape == (4, BLOCK)


@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_a_step_moves_only_the_rows_in_use_and_lowers_the_loss(model):
    torch.manual_seed(1)
    inputs, outputs = torch.randn(11, 5), torch.randn(11, 5)
    before = inputs.clone(), outputs.clone()
    blocks = Blocks.cut(torch.tensor([2, 3, 5]), torch.tensor([0, 0, 0]), 2, torch.Generator().manual_seed(2))
    config = Word2VecConfig(model, d_vector=5, window=2)
    step(inputs, outputs, blocks, NOISE_ROWS, config, learning_rate=0.1)
    assert mean_loss(*before, blocks, NOISE_ROWS, config) > mean_loss(inputs, outputs, blocks, NOISE_ROWS, config)
    moved = [
        set((now != then).any(1).nonzero().flatten().tolist())
        for now, then in zip((inputs, outputs), before, strict=True)
    ]
    assert moved == [{2, 3, 5}, {2, 3, 5, 7, 8}]


@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_words_that_can_stand_for_each_other_become_neighbours(model):
    generator = torch.Generator().manual_seed(3)
    twins = [("red", "blue"), ("cat", "dog"), ("eats", "bites"), ("猫", "狗")]
    sentences = []
    for kind, which, left, right in torch.randint(0, 12, (1500, 4), generator=generator).tolist():
        kind %= 4
        sentences.append([f"left{kind}{left % 3}", twins[kind][which % 2], f"right{kind}{right % 3}"])
    result = train_word2vec(sentences, Word2VecConfig(model, d_vector=16, subsample=0, n_epochs=8), seed=1)
    assert result.losses[-1] < result.losses[0]
    for first, second in twins:
        others = [word for pair in twins for word in pair if word not in (first, second)]
        closest = max(result.vectors.similarity(first, other) for other in others)
        assert result.vectors.similarity(first, second) > closest + 0.2
    again = train_word2vec(sentences, Word2VecConfig(model, d_vector=16, subsample=0, n_epochs=8), seed=1)
    assert torch.equal(result.vectors.matrix, again.vectors.matrix)
    other = train_word2vec(sentences, Word2VecConfig(model, d_vector=16, subsample=0, n_epochs=8), seed=2)
    assert not torch.equal(result.vectors.matrix, other.vectors.matrix)


def quality(vectors):
    """Return the accuracy on the town's analogies, and the correlation on its graded pairs."""
    accuracy = evaluate_analogies(vectors, analogies("en"))["total"].accuracy
    return accuracy, evaluate_similarities(vectors, similarities("en")).correlation


@pytest.fixture(scope="module")
def gensims(town):
    """The quality of Gensim's skip-gram and CBOW with the same settings as ours below."""
    found = {}
    for sg, model in enumerate(("cbow", "skip-gram")):
        trained = GensimWord2Vec(town, sg=sg, vector_size=40, min_count=5, epochs=8, workers=1, seed=1).wv
        found[model] = quality(WordVectors(trained.index_to_key, torch.tensor(trained.vectors)))
    return found


@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
def test_the_vectors_are_as_good_as_gensims_to_a_hundredth_of_accuracy_and_five_of_correlation(town, gensims, model):
    ours = train_word2vec(town, Word2VecConfig(model, d_vector=40, n_epochs=8)).vectors
    accuracy, correlation = quality(ours)
    assert accuracy > gensims[model][0] - 0.01
    assert correlation > gensims[model][1] - 0.05
    assert correlation > 0.2


def test_gloves_vectors_are_as_good_as_gensims_skip_gram_to_the_same_margin(town, gensims):
    accuracy, correlation = quality(train_glove(town, GloVeConfig(d_vector=40, n_epochs=10, batch_size=2048)).vectors)
    assert accuracy > gensims["skip-gram"][0] - 0.01
    assert correlation > gensims["skip-gram"][1] - 0.05


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_model_of_another_name(self):
        with pytest.raises(ValueError, match="'skip-gram' or 'cbow', got 'sg'"):
            Word2VecConfig("sg")  # type: ignore[arg-type]

    @pytest.mark.parametrize("name", ["d_vector", "window", "n_negative", "min_count", "n_epochs"])
    def test_a_setting_below_one(self, name):
        with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
            Word2VecConfig(**{name: 0})  # type: ignore[arg-type]

    def test_a_negative_share_or_rate(self):
        with pytest.raises(ValueError, match=r"got -1 and None"):
            Word2VecConfig(subsample=-1)
        with pytest.raises(ValueError, match=r"got 0.001 and 0.0"):
            Word2VecConfig(learning_rate=0.0)

    def test_words_that_are_all_too_rare(self):
        with pytest.raises(ValueError, match=r"min_count = 4 times, got 1 of 4"):
            train_word2vec(SENTENCES, Word2VecConfig(min_count=4))

    def test_a_learning_rate_that_makes_the_vectors_explode(self):
        sentences = [["a", "b", "c", "d"] * 10] * 20
        with pytest.raises(ValueError, match=r"finite: lower learning_rate, which was 1000"):
            train_word2vec(sentences, Word2VecConfig(learning_rate=1000.0, subsample=0, d_vector=4))


def test_a_text_of_which_subsampling_keeps_nothing_leaves_the_vectors_small():
    result = train_word2vec([["a", "b"] * 4], Word2VecConfig(min_count=1, subsample=1e-12, d_vector=4))
    assert result.vectors.matrix.abs().max() <= 0.5 / 4
