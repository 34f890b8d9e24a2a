"""TF-IDF against scikit-learn's, and what is refused."""

import pytest
import torch
from sklearn.feature_extraction.text import TfidfVectorizer

from course_lib.finetuning.tf_idf import WORDS, TfIdf
from course_lib.models.bag_of_words import Bag

TEXTS = ["the dog saw the cat", "a cat slept", "the end of the dog", "one word"]


@pytest.mark.parametrize("n", [1, 2])
def test_it_agrees_with_scikit_learn(n):
    bag = Bag(n=n, presence=False)
    theirs = TfidfVectorizer(analyzer=lambda text: list(bag.of(text).elements())).fit(TEXTS)
    new = ["the cat and the dog", "a dog slept slept"]
    expected = torch.from_numpy(theirs.transform(new).toarray()).float()
    torch.testing.assert_close(TfIdf(TEXTS, bag).vectors(new), expected)


def test_a_text_of_unknown_words_is_zeros():
    assert not TfIdf(TEXTS).vectors(["xylophone"]).any()
    assert not WORDS.presence


@pytest.mark.parametrize("texts", [[], "the dog"])
def test_no_list_of_texts_is_refused(texts):
    with pytest.raises(ValueError, match="a list of one text or more, got"):
        TfIdf(texts)
