import json
import random
import sys
import unicodedata
from collections import Counter
from typing import Any

import pytest
from tokenizers import Tokenizer as Theirs
from tokenizers import decoders, models, pre_tokenizers, trainers

from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.bpe import BPETokenizer, ByteBPETokenizer, cut_word, merge_by_rank, merge_long_by_rank
from course_lib.tokenizers.bpe_training import Word, count_pairs, joined, learn_merges, merge_pair, train_plainly
from course_lib.tokenizers.byte_level import byte_alphabet, split_like_gpt2, to_bytes, to_visible_bytes

END = "<|endoftext|>"
EMOJI = ["😀👩‍👩‍👧‍👦 family 🏳️‍🌈!", "naïve café ½ Ⅷ x² 你好，世界", "a\u0301 \x00\x1c\x85\u2028\ufeff"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """English, Chinese and emoji: 130 kB."""
    town = Town(2)
    chinese = [story(town, "zh", Chance("bpe", number)).text for number in range(30)]
    return [*python_reference().text[:90_000].split("\n\n"), *chinese, *EMOJI]


def byte_level(texts: list[str], vocab_size: int, specials: list[str]) -> Theirs:
    theirs = Theirs(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=specials, initial_alphabet=alphabet, show_progress=False
    )
    theirs.train_from_iterator(texts, trainer)
    return theirs


def marks_of(prefix: str, suffix: str) -> dict[str, Any]:
    marks = {"continuing_subword_prefix": prefix, "end_of_word_suffix": suffix}
    return {name: mark for name, mark in marks.items() if mark}


def merges_of(theirs: Theirs) -> list[tuple[str, str]]:
    return [tuple(pair) for pair in json.loads(theirs.to_str())["model"]["merges"]]


@pytest.fixture(scope="module")
def both(texts) -> tuple[ByteBPETokenizer, Theirs]:
    return ByteBPETokenizer.train(texts, 1_003, [END]), byte_level(texts, 1_003, [END])


def random_text(chance: random.Random, n_characters: int) -> str:
    """Characters from all planes, assigned or not, but for surrogates; half of them from the first 512."""
    numbers = [chance.randrange(512 if chance.random() < 0.5 else 0x110000) for _ in range(n_characters)]
    return "".join(chr(n) for n in numbers if not 0xD800 <= n <= 0xDFFF)


class TestBytes:
    def test_the_alphabet_is_theirs(self):
        assert sorted(byte_alphabet()) == sorted(pre_tokenizers.ByteLevel.alphabet())
        for text in ["\x00\x7f ~\n", "é好😀", "".join(map(chr, range(256)))]:
            shown = "".join(piece for piece, _ in pre_tokenizers.ByteLevel(False).pre_tokenize_str(text))
            assert to_visible_bytes(text) == shown
            assert to_bytes(shown).decode("utf-8") == text

    def test_every_known_character_is_split_off_as_theirs_does_it(self):
        """Between a letter, a digit, a mark and spaces: a class is told by what it sticks to.

        Of the letters without case, most of them Chinese and Korean, every 97th is tried.
        """
        classes = [unicodedata.category(chr(n)) for n in range(sys.maxunicode + 1)]
        known = [
            chr(n) for n, c in enumerate(classes) if c not in ("Cn", "Co", "Cs", "Lo") or (c == "Lo" and n % 97 == 0)
        ]
        theirs = pre_tokenizers.ByteLevel(add_prefix_space=False)
        for start in range(0, len(known), 50):
            text = "".join(f"a{c}1{c}!{c}{c} {c}  {c}" for c in known[start : start + 50])
            pieces = [piece for piece, _ in theirs.pre_tokenize_str(text)]
            assert [to_visible_bytes(piece) for piece in split_like_gpt2(text)] == pieces

    def test_random_text_is_split_as_theirs_does_it(self):
        chance = random.Random(3)
        theirs = pre_tokenizers.ByteLevel(add_prefix_space=False)
        parts = [
            "'s",
            "'re",
            "'S",
            "'",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u3000",
            "_",
            "12",
            "½",
            "ab",
            "好",
            "😀",
            "!",
            "\x1c",
        ]
        for _ in range(2_000):
            text = "".join(chance.choices(parts, k=chance.randint(0, 15)))
            pieces = [piece for piece, _ in theirs.pre_tokenize_str(text)]
            assert [to_visible_bytes(piece) for piece in split_like_gpt2(text)] == pieces


class TestTraining:
    def test_the_first_merges_by_hand(self):
        """Sennrich's example: e s (9), es t (9), l o (7), lo w (7); of two with 9 the smaller ids go first."""
        counts = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
        words = {tuple(word): n for word, n in counts.items()}
        alphabet = sorted("lowernstid")
        assert count_pairs(words)["e", "s"] == 9
        expected = [("e", "s"), ("es", "t"), ("l", "o"), ("lo", "w")]
        for learn in (learn_merges, train_plainly):
            vocabulary, merges = learn(words, alphabet, len(alphabet) + 4)
            assert merges == expected
            assert vocabulary == [*alphabet, "es", "est", "lo", "low"]

    def test_overlapping_pairs_are_merged_from_the_left(self):
        assert merge_pair(tuple("aaaaab"), ("a", "a"), "aa") == ("aa", "aa", "a", "b")
        assert merge_pair(("b", "a"), ("a", "b"), "ab") == ("b", "a")

    def test_kept_counts_give_the_merges_of_counting_anew(self):
        chance = random.Random(4)
        for _ in range(60):
            raw = Counter("".join(chance.choices("abcde", k=chance.randint(1, 9))) for _ in range(40))
            prefix, suffix = chance.choice([("", ""), ("##", ""), ("", "</w>")])
            words = {cut_word(word, prefix, suffix): n for word, n in raw.items()}
            alphabet = sorted({symbol for word in words for symbol in word}, key=lambda _: chance.random())
            size = len(alphabet) + chance.randint(0, 25)
            assert learn_merges(words, alphabet, size, prefix) == train_plainly(words, alphabet, size, prefix)

    def test_merges_vocabulary_and_ids_are_theirs_on_english_chinese_and_emoji(self, both):
        ours, theirs = both
        assert ours.vocab_size == 1_003
        assert ours.merges == merges_of(theirs)
        assert ours.vocab == theirs.get_vocab()

    def test_ties_are_broken_as_theirs_are_also_where_tokens_repeat_themselves(self):
        chance = random.Random(5)
        for letters in ("ab", "xyz😀", "a", "好了的 "):
            texts = ["".join(chance.choices(letters, k=chance.randint(1, 80))) for _ in range(40)]
            ours, theirs = ByteBPETokenizer.train(texts, 400), byte_level(texts, 400, [])
            assert ours.vocab == theirs.get_vocab()
            assert ours.merges == merges_of(theirs)

    @pytest.mark.parametrize(("prefix", "suffix"), [("", "</w>"), ("##", ""), ("", "")])
    def test_marked_characters_learn_what_theirs_learn(self, texts, prefix, suffix):
        """Theirs number "##x" and "x</w>" in an order that changes from run to run, and with it how ties go."""
        theirs = Theirs(models.BPE(unk_token="<unk>"))
        theirs.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        trainer = trainers.BpeTrainer(
            vocab_size=700, special_tokens=["<unk>"], show_progress=False, **marks_of(prefix, suffix)
        )
        theirs.train_from_iterator(texts[:150], trainer)
        order = sorted(theirs.get_vocab(), key=theirs.get_vocab().__getitem__)
        words: dict[Word, int] = Counter(
            cut_word(word, prefix, suffix) for text in texts[:150] for word in text.split()
        )
        n_merges = len(merges_of(theirs))
        assert n_merges > 100
        vocabulary, merges = learn_merges(words, order[: 700 - n_merges], 700, prefix)
        assert (vocabulary, merges) == (order, merges_of(theirs))

        ours = BPETokenizer.train(texts[:150], 700, unknown="<unk>", continuing_prefix=prefix, end_of_word=suffix)
        assert set(ours.vocabulary[: 700 - n_merges]) == set(order[: 700 - n_merges])

    def test_training_ends_when_every_word_is_one_token(self):
        ours = ByteBPETokenizer.train(["aaaa bb"], 1_000)
        assert ours.vocab_size == 256 + len(ours.merges) < 1_000
        assert ours.tokens("aaaa bb") == ["aaaa", "Ġbb"]


class TestEncoding:
    def test_ids_are_theirs(self, both, texts):
        ours, theirs = both
        chance = random.Random(6)
        others = [story(Town(9), "en", Chance(1)).text, f"a{END}b {END}{END} c", "", *EMOJI]
        for text in [*texts[::9], *others, *(random_text(chance, 50) for _ in range(200))]:
            known = "".join(c for c in text if unicodedata.category(c) != "Cn")
            assert ours.encode(known) == theirs.encode(known).ids
            assert ours.tokens(known) == theirs.encode(known).tokens

    def test_every_text_comes_back(self, both):
        ours, _ = both
        chance = random.Random(7)
        for _ in range(500):
            text = random_text(chance, chance.randint(0, 60))
            assert ours.decode(ours.encode(text)) == text

    def test_random_ids_are_decoded_as_theirs_are(self, both):
        ours, theirs = both
        chance = random.Random(8)
        for _ in range(500):
            token_ids = [chance.randrange(1_003) for _ in range(chance.randint(0, 20))]
            assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)

    def test_a_queue_of_pairs_merges_as_looking_through_all_of_them(self, both):
        ours, theirs = both
        ranks = {pair: rank for rank, pair in enumerate(ours.merges)}
        chance = random.Random(9)
        for _ in range(100):
            word = to_visible_bytes("".join(chance.choices("thein an的了，😀", k=chance.randint(0, 70))))
            assert merge_long_by_rank(word, ranks) == merge_by_rank(word, ranks)
        long = "thein的" * 2_000
        assert ours.encode(long) == theirs.encode(long).ids

    def test_a_queue_knows_the_neighbours_that_merges_have_made(self):
        ranks = {("a", "b"): 0, ("c", "d"): 1, ("ab", "cd"): 2}
        assert merge_long_by_rank("abcdab", ranks) == merge_by_rank("abcdab", ranks) == ["abcd", "ab"]
        chance = random.Random(10)
        for _ in range(40):
            words: dict[Word, int] = {tuple(chance.choices("abcd", k=9)): 1 for _ in range(9)}
            ranks = {pair: rank for rank, pair in enumerate(learn_merges(words, "abcd", 40)[1])}
            for word in [*words, chance.choices("abcd", k=60)]:
                assert merge_long_by_rank(word, ranks) == merge_by_rank(word, ranks)

    def test_the_earliest_merge_goes_first_even_if_it_is_not_the_leftmost(self):
        ranks = {("b", "c"): 0, ("a", "b"): 1}
        assert merge_by_rank("abc", ranks) == merge_long_by_rank("abc", ranks) == ["a", "bc"]

    @pytest.mark.parametrize(("prefix", "suffix"), [("", "</w>"), ("##", ""), ("", "")])
    def test_marked_characters_have_the_ids_and_the_text_of_theirs(self, texts, prefix, suffix):
        ours = BPETokenizer.train(texts[:150], 700, ["<pad>"], "<unk>", prefix, suffix)
        theirs = Theirs(models.BPE(ours.vocab, ours.merges, unk_token="<unk>", **marks_of(prefix, suffix)))
        theirs.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        theirs.decoder = decoders.BPEDecoder(suffix) if suffix else decoders.Fuse()
        if prefix:
            theirs.decoder = decoders.WordPiece(prefix, cleanup=False)
        theirs.add_special_tokens(["<unk>", "<pad>"])
        for text in [*texts[150::9], "<pad>x <pad> 好", " \t", ""]:
            token_ids = ours.encode(text)
            assert token_ids == theirs.encode(text).ids
            assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)

    def test_words_come_back_parted_by_single_spaces(self, texts):
        for prefix, suffix in (("", "</w>"), ("##", "")):
            ours = BPETokenizer.train(texts, 1_800, continuing_prefix=prefix, end_of_word=suffix)
            for text in texts[::7]:
                assert ours.decode(ours.encode(text)).split() == text.split()

    def test_a_full_cache_is_emptied_and_changes_nothing(self, both, texts, monkeypatch):
        _, theirs = both
        ours = ByteBPETokenizer.train(texts, 1_003, [END])
        monkeypatch.setattr("course_lib.tokenizers.tokenizer.CACHE_SIZE", 3)
        assert ours.encode(texts[0]) == theirs.encode(texts[0]).ids
        assert len(ours._cache) <= 3


def test_a_mark_within_a_word_is_taken_off_once():
    assert joined(("##a", "####"), "##") == "##a##"


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_vocabulary_smaller_than_its_alphabet(self):
        with pytest.raises(ValueError, match=r"at least 257 \(special tokens and alphabet\), got 256"):
            ByteBPETokenizer.train(["a"], 256, [END])
        with pytest.raises(ValueError, match=r"at least 5 .*, got 4"):
            BPETokenizer.train(["ab ba"], 4, unknown="<unk>")

    def test_nothing_to_train_on(self):
        for texts in ([], [""]):
            with pytest.raises(ValueError, match="at least one word, got none"):
                ByteBPETokenizer.train(texts, 300)

    def test_one_string_to_train_on(self):
        with pytest.raises(ValueError, match=r"one string of 7 characters; write \[text\]"):
            ByteBPETokenizer.train("one two", 300)

    @pytest.mark.parametrize("text", [None, b"ab", ["ab"]])
    def test_a_text_that_is_none(self, text):
        with pytest.raises(ValueError, match=f"must be a string, got {type(text).__name__}"):
            ByteBPETokenizer.train(["ab"], 257).encode(text)

    def test_a_character_that_training_has_not_seen(self):
        tokenizer = BPETokenizer.train(["ab ba"], 5)
        assert tokenizer.encode("") == []
        with pytest.raises(ValueError, match=r"of 5 tokens has no 'c' \(in 'cab'\).*unknown token"):
            tokenizer.encode("ab cab")

    @pytest.mark.parametrize("token_id", [-1, 257])
    def test_an_id_outside_the_vocabulary(self, token_id):
        with pytest.raises(ValueError, match=f"between 0 and 256, got {token_id}"):
            ByteBPETokenizer.train(["ab"], 257).decode([0, token_id])

    def test_a_token_that_the_vocabulary_lacks(self):
        tokenizer = ByteBPETokenizer.train(["ab"], 257)
        assert tokenizer.token_to_id("ab") == 256
        with pytest.raises(ValueError, match="of 257 tokens has no 'abc'"):
            tokenizer.token_to_id("abc")

    def test_a_merge_or_a_special_token_that_the_vocabulary_lacks(self):
        with pytest.raises(ValueError, match="of 2 tokens has no 'ab'"):
            BPETokenizer(["a", "b"], [("a", "b")])
        with pytest.raises(ValueError, match="of 2 tokens has no '<s>'"):
            BPETokenizer(["a", "b"], [], special_tokens=["<s>"])

    def test_tokens_that_are_the_same(self):
        with pytest.raises(ValueError, match="3 tokens, 2 different"):
            BPETokenizer(["a", "b", "a"], [])

    def test_bytes_that_are_missing(self):
        with pytest.raises(ValueError, match="all 256 bytes, it lacks 254"):
            ByteBPETokenizer(["a", "b"], [])
