import json
import random
import unicodedata
from collections import Counter
from itertools import pairwise
from math import exp, log

import pytest
from tokenizers import Tokenizer as Theirs
from tokenizers import decoders, models, pre_tokenizers, trainers

from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.unigram import UnigramTokenizer, log_probability, split_words
from course_lib.tokenizers.unigram_training import (
    best_other_cut,
    drop_pieces,
    expected_counts,
    first_pieces,
    learn_pieces,
    maximise,
)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    town = Town(6)
    chinese = [story(town, "zh", Chance("unigram", number)).text for number in range(2)]
    return [*python_reference().text[:8_000].split("\n\n"), *chinese, "😀 naïve"]


@pytest.fixture(scope="module")
def trained_theirs(texts) -> Theirs:
    theirs = Theirs(models.Unigram())
    theirs.pre_tokenizer = pre_tokenizers.Metaspace()
    theirs.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=601, special_tokens=["<unk>", "<s>"], unk_token="<unk>", show_progress=False
    )
    theirs.train_from_iterator(texts, trainer)
    return theirs


@pytest.fixture(scope="module")
def both(trained_theirs) -> tuple[UnigramTokenizer, Theirs]:
    scores = [tuple(pair) for pair in json.loads(trained_theirs.to_str())["model"]["vocab"]]
    return UnigramTokenizer(scores, ["<unk>", "<s>"]), trained_theirs


def with_scores(scores: dict[str, float]) -> tuple[UnigramTokenizer, Theirs]:
    theirs = Theirs(models.Unigram(list(scores.items()), 0))
    theirs.pre_tokenizer = pre_tokenizers.Metaspace()
    theirs.decoder = decoders.Metaspace()
    return UnigramTokenizer(list(scores.items())), theirs


def all_cuts(word: str, pieces: dict[str, float]) -> list[list[str]]:
    if not word:
        return [[]]
    firsts = [word[:n] for n in range(1, len(word) + 1) if word[:n] in pieces]
    return [[first, *rest] for first in firsts for rest in all_cuts(word[len(first) :], pieces)]


def random_scores(chance: random.Random, letters: str = "abc", n_pieces: int = 8) -> dict[str, float]:
    pieces = {"".join(chance.choices(letters, k=chance.randint(2, 4))) for _ in range(n_pieces)}
    return {piece: -chance.uniform(0.5, 9) for piece in [*letters, *sorted(pieces)]}


class TestCutting:
    def test_the_best_of_three_cuts_by_hand(self):
        tokenizer, _ = with_scores({"<unk>": 0, "▁": -4, "a": -2, "b": -2.5, "▁a": -5, "ab": -3})
        # ▁ a b: -8.5; ▁a b: -7.5; ▁ ab: -7
        assert tokenizer.best_cut("▁ab") == (["▁", "ab"], -7.0)
        assert tokenizer.encode("ab") == [1, 5]

    def test_no_cut_is_more_probable_by_trying_all_of_them(self):
        chance = random.Random(1)
        for _ in range(200):
            scores = random_scores(chance)
            word = "".join(chance.choices("abc", k=chance.randint(1, 9)))
            tokenizer = UnigramTokenizer([("<unk>", 0.0), *scores.items()])
            pieces, found = tokenizer.best_cut(word)
            assert found == pytest.approx(max(sum(scores[p] for p in cut) for cut in all_cuts(word, scores)))
            assert found == pytest.approx(sum(scores[p] for p in pieces))

    def test_tokens_and_scores_are_theirs_given_their_vocabulary(self, both, texts):
        ours, theirs = both
        others = [story(Town(7), "en", Chance(3)).text, "", " ", "  two  spaces ", "a<s>b <s> c", "𠀀𠀁 Ωx", "▁▁a▁"]
        for text in [*texts[::4], *others]:
            expected = theirs.encode(text)
            assert ours.encode(text) == expected.ids
            if "<s>" not in text and 0 not in expected.ids:
                words = split_words(text)
                assert sum(ours.best_cut(word)[1] for word in words) == pytest.approx(
                    sum(ours.scores[token] for token in expected.tokens), rel=1e-12
                )

    def test_equal_scores_are_cut_as_theirs_are(self):
        chance = random.Random(2)
        for _ in range(100):
            scores = {"<unk>": 0.0, "▁": -1.0} | {p: -float(chance.randint(1, 3)) for p in random_scores(chance)}
            scores.pop("b")  # and unknown characters too
            ours, theirs = with_scores(scores)
            for _ in range(10):
                text = "".join(chance.choices("abc ", k=chance.randint(0, 12)))
                assert ours.encode(text) == theirs.encode(text).ids

    def test_neighbouring_unknown_characters_are_one_token(self):
        ours, theirs = with_scores({"<unk>": 0.0, "▁": -1.0, "a": -2.0})
        assert ours.encode("xyaz") == theirs.encode("xyaz").ids == [1, 0, 2, 0]
        assert ours.tokens("xyaz") == ["▁", "<unk>", "a", "<unk>"]

    def test_random_ids_are_decoded_as_theirs_are(self, both):
        ours, theirs = both
        chance = random.Random(3)
        for _ in range(300):
            token_ids = [chance.randrange(ours.vocab_size) for _ in range(chance.randint(0, 12))]
            assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)

    def test_a_text_of_known_characters_comes_back(self, both, texts):
        ours, _ = both
        for text in texts[::7]:
            assert ours.decode(ours.encode(text)) == text

    def test_unicode_is_normalised_if_asked(self):
        scores = [("<unk>", 0.0), ("▁", -1.0), ("A", -1.0), ("é", -1.0)]
        assert UnigramTokenizer(scores, normal_form="NFKC").encode("Ａe\u0301") == [1, 2, 3]
        assert UnigramTokenizer(scores).encode("Ａe\u0301") == [1, 0]
        assert split_words("e\u0301", "NFC") == ["▁é"]
        assert unicodedata.is_normalized("NFD", split_words("é", "NFD")[0])

    def test_sampled_cuts_come_as_often_as_they_are_probable(self):
        scores = {"a": log(0.2), "b": log(0.3), "ab": log(0.1), "ba": log(0.4)}
        tokenizer = UnigramTokenizer([("<unk>", 0.0), *scores.items()])
        for sharpness in (1.0, 0.3):
            chance = random.Random(4)
            cuts = all_cuts("abab", scores)
            weights = [exp(sharpness * sum(scores[p] for p in cut)) for cut in cuts]
            drawn = Counter(tuple(tokenizer.sample_cut("abab", chance, sharpness)) for _ in range(4_000))
            for cut, weight in zip(cuts, weights, strict=True):
                assert drawn[tuple(cut)] / 4_000 == pytest.approx(weight / sum(weights), abs=0.03)


class TestTraining:
    def test_expected_counts_by_listing_all_cuts(self):
        chance = random.Random(5)
        for _ in range(60):
            scores = random_scores(chance)
            words = {"".join(chance.choices("abc", k=k)): chance.randint(1, 9) for k in (1, 3, 6, 8)}
            expected, likelihood = dict.fromkeys(scores, 0.0), 0.0
            for word, count in words.items():
                cuts = all_cuts(word, scores)
                weights = [exp(sum(scores[p] for p in cut)) for cut in cuts]
                likelihood += count * log(sum(weights))
                for cut, weight in zip(cuts, weights, strict=True):
                    for piece in cut:
                        expected[piece] += count * weight / sum(weights)
            counts, found = expected_counts(words, scores)
            assert counts == pytest.approx(expected)
            assert found == pytest.approx(likelihood)

    def test_each_round_of_expectation_maximisation_makes_the_text_more_probable(self, texts):
        words = Counter(word for text in texts[:30] for word in split_words(text))
        scores = first_pieces(words, 500, 8)
        likelihoods = []
        for _ in range(5):
            counts, likelihood = expected_counts(words, scores)
            likelihoods.append(likelihood)
            scores = maximise(counts)
            assert sum(map(exp, scores.values())) == pytest.approx(1)
        assert all(after > before for before, after in pairwise(likelihoods))

    def test_long_words_do_not_leave_the_range_of_numbers(self):
        counts, likelihood = expected_counts({"ab" * 2_000: 1}, {"a": log(1e-3), "b": log(1e-3)})
        assert counts == pytest.approx({"a": 2_000, "b": 2_000})
        assert likelihood == pytest.approx(4_000 * log(1e-3))

    def test_the_pieces_that_are_missed_least_are_dropped_first_by_hand(self):
        scores = {"a": -1.0, "b": -2.0, "c": -3.0, "ab": -2.5, "bc": -3.0, "abc": -4.0}
        assert best_other_cut("abc", scores, 3) == -4.0  # a bc
        assert best_other_cut("ab", scores, 3) == -3.0
        counts = {"a": 0.0, "b": 0.0, "c": 0.0, "ab": 10.0, "bc": 4.0, "abc": 99.0}
        # losses: ab 10 · 0.5 = 5, bc 4 · 2 = 8, abc 99 · 0 = 0
        assert list(drop_pieces(scores, counts, 5)) == ["a", "b", "c", "ab", "bc"]
        assert list(drop_pieces(scores, counts, 4)) == ["a", "b", "c", "bc"]

    def test_first_pieces_are_all_characters_and_what_covers_most(self):
        scores = first_pieces({"abab": 3, "abc": 1}, 2, 4)
        # ab 7 times · 2 = 14, abab 3 · 4 = 12, aba and bab 9, ba 6; abc and bc are seen once
        assert set(scores) == {"a", "b", "c", "ab", "abab"}
        assert scores["ab"] - scores["c"] == pytest.approx(log(7))

    def test_the_trained_vocabulary_has_the_asked_size_and_is_as_good_as_theirs(self, texts, both):
        ours = UnigramTokenizer.train(texts, 601, ["<s>"])
        assert ours.vocab_size == 601
        assert ours.vocabulary[:2] == ("<unk>", "<s>")
        words = Counter(word for text in texts for word in split_words(text))
        assert log_probability(words, ours) > log_probability(words, both[0])

    def test_words_with_fewer_substrings_give_fewer_pieces(self):
        pieces = learn_pieces({"ab": 5, "c": 1}, 50)
        assert [piece for piece, _ in pieces] == ["ab", "c", "a", "b"]

    def test_training_normalises_as_encoding_does(self):
        tokenizer = UnigramTokenizer.train(["ＡＢ ＡＢ"], 9, normal_form="NFKC")
        assert tokenizer.tokens("AB") == tokenizer.tokens("ＡＢ") == ["▁AB"]


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_vocabulary_smaller_than_its_alphabet(self):
        with pytest.raises(ValueError, match=r"at least 5 \(special tokens and alphabet\), got 4"):
            UnigramTokenizer.train(["ab"], 4, ["<s>"])

    def test_nothing_to_train_on(self):
        with pytest.raises(ValueError, match="at least one word, got none"):
            UnigramTokenizer.train([""], 99)

    def test_scores_without_the_unknown_token(self):
        with pytest.raises(ValueError, match="of 1 tokens has no '<unk>'"):
            UnigramTokenizer([("a", -1.0)], [])
