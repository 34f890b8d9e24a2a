"""Word vectors beside Gensim's compiled ones with two workers, on the town's text: speed, at no worse analogies."""

from benchmarks.sidebyside import line, ratio

SETUP = """
import torch
from gensim.models import Word2Vec as GensimWord2Vec
from course_lib.corpora.corpus import load
from course_lib.embeddings.analogies import evaluate_analogies
from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import Word2VecConfig, train_word2vec
from course_lib.tokenizers.words import WordTokenizer

words = WordTokenizer.train("a", lower_case=True).tokens
sentences = [words(line) for line in load("town/text").text[:1_000_000].splitlines()]
questions = load("town/analogies")["test"]
config = Word2VecConfig("{model}", d_vector=100, n_epochs=5)

def ours(seed=0):
    return train_word2vec(sentences, config, seed).vectors

def theirs(seed=1):
    trained = GensimWord2Vec(
        sentences, sg={sg}, vector_size=100, min_count=5, epochs=5, workers=2, sample=1e-3, seed=seed
    ).wv
    return WordVectors(trained.index_to_key, torch.tensor(trained.vectors))

our_accuracy, their_accuracy = (evaluate_analogies(one(), questions)["total"].accuracy for one in (ours, theirs))
assert our_accuracy > their_accuracy - 0.01, (our_accuracy, their_accuracy)
"""


def side_by_side(model, sg):
    compared = ratio(SETUP.format(model=model, sg=sg), "ours()", "theirs()", rounds=3)
    print(line(f"{model}, 5 epochs of 1 MB of the town's text", compared))
    return compared.ratio


def test_skip_gram_takes_at_most_twice_what_gensim_takes():
    assert side_by_side("skip-gram", 1) > 1 / 2
