import math
import random
import sys
import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from tokenizers import Tokenizer as Theirs
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.batches import Template
from course_lib.tokenizers.bpe import cut_word
from course_lib.tokenizers.bpe_training import learn_merges
from course_lib.tokenizers.wordpiece import (
    SPECIAL_TOKENS,
    WordPieceTokenizer,
    basic_tokens,
    count_symbols,
    longest_match,
    train_by_likelihood,
)

# Characters whose class is the same in the first tables and in today's: those that Hugging Face's must know, too.
CHARACTERS = [
    c
    for c in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(c) == unicodedata.ucd_3_2_0.category(c) not in ("Cn", "Co", "Cs")
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    town = Town(4)
    chinese = [story(town, "zh", Chance("wordpiece", number)).text for number in range(10)]
    return [*python_reference().text[:60_000].split("\n\n"), *chinese, "Ça va, Zoë? 😀 $5+x^2"]


def theirs_with(vocab: dict[str, int] | None, lower_case: bool = True) -> Theirs:
    model = models.WordPiece(unk_token="[UNK]") if vocab is None else models.WordPiece(vocab, unk_token="[UNK]")
    theirs = Theirs(model)
    theirs.normalizer = normalizers.BertNormalizer(lowercase=lower_case)
    theirs.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    theirs.decoder = decoders.WordPiece()
    return theirs


@pytest.fixture(scope="module", params=[True, False])
def both(request, texts) -> tuple[WordPieceTokenizer, Theirs]:
    ours = WordPieceTokenizer.train(texts, 1_501, lower_case=request.param)
    theirs = theirs_with(ours.vocab, request.param)
    theirs.add_special_tokens(list(SPECIAL_TOKENS))
    return ours, theirs


class TestBasicTokens:
    @pytest.mark.parametrize("lower_case", [True, False])
    def test_random_text_is_cut_as_theirs_cuts_it(self, lower_case):
        chance = random.Random(1)
        normalizer, splitter = normalizers.BertNormalizer(lowercase=lower_case), pre_tokenizers.BertPreTokenizer()
        first = [c for c in CHARACTERS if c < "\u3400"]
        for _ in range(400):
            text = "".join(chance.choices(first, k=20) + chance.choices(CHARACTERS, k=20))
            expected = [piece for piece, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))]
            assert basic_tokens(text, lower_case) == expected

    def test_accents_chinese_marks_and_what_is_invisible_by_hand(self):
        text = "ÀB\u0301c\tΟΔΟΣ\x00\ufffd\u200b不好!$5x한\x1cİ"
        assert basic_tokens(text) == ["abc", "οδοσ", "不", "好", "!", "$", unicodedata.normalize("NFD", "5x한i")]
        assert basic_tokens("ÀB ß", lower_case=False) == ["ÀB", "ß"]


class TestTraining:
    def test_the_vocabulary_is_theirs(self, texts):
        """Theirs number "##x" in an order that changes from run to run: given it, all that follows is the same."""
        theirs = theirs_with(None)
        trainer = trainers.WordPieceTrainer(vocab_size=1_501, special_tokens=[*SPECIAL_TOKENS], show_progress=False)
        theirs.train_from_iterator(texts, trainer)
        order = sorted(theirs.get_vocab(), key=theirs.get_vocab().__getitem__)
        ours = WordPieceTokenizer.train(texts, 1_501)
        words = Counter(cut_word(word, "##") for text in texts for word in basic_tokens(text))
        n_begin = len(
            {*SPECIAL_TOKENS, *(s.removeprefix("##") for w in words for s in w), *(s for w in words for s in w)}
        )
        assert n_begin < 1_200
        assert set(ours.vocabulary[:n_begin]) == set(order[:n_begin])
        vocabulary, _ = learn_merges(words, order[:n_begin], 1_501, "##")
        assert vocabulary == order

    def test_likelihood_prefers_what_is_rarely_seen_apart_by_hand(self):
        """##g ##s: 5/(20·5) is the largest. Then all others have 1/36, and the most frequent goes first, p ##u."""
        raw = {"hug": 10, "pug": 5, "pun": 12, "bun": 4, "hugs": 5}
        words = {cut_word(word, "##"): n for word, n in raw.items()}
        alphabet = ["b", "h", "p", "##g", "##n", "##s", "##u"]
        assert count_symbols(words) == {"h": 15, "##u": 36, "##g": 20, "p": 17, "##n": 16, "b": 4, "##s": 5}
        assert train_by_likelihood(words, alphabet, 10)[7:] == ["##gs", "pu", "hu"]
        assert learn_merges(words, alphabet, 8, "##")[0][7:] == ["##ug"]

    def test_the_chosen_pair_has_the_largest_ratio_by_loops(self):
        chance = random.Random(2)
        for _ in range(50):
            raw = Counter("".join(chance.choices("abcd", k=chance.randint(1, 6))) for _ in range(20))
            words = {cut_word(word, "##"): n for word, n in raw.items()}
            alphabet = sorted({s for word in words for s in word})
            tokens = [s for word, n in words.items() for s in n * word]
            pairs = [pair for word, n in words.items() for pair in n * list(pairwise(word))]
            ratios = {(a, b): pairs.count((a, b)) / tokens.count(a) / tokens.count(b) for a, b in pairs}
            new = train_by_likelihood(words, alphabet, len(alphabet) + 1)[len(alphabet) :]
            best = max(ratios.values())
            assert new[0] in {a + b.removeprefix("##") for (a, b), r in ratios.items() if math.isclose(r, best)}

    def test_likelihood_trains_a_whole_tokenizer(self):
        tokenizer = WordPieceTokenizer.train(["hug pug pun bun hugs"] * 3, 24, by_likelihood=True)
        assert tokenizer.vocab_size == 24
        assert tokenizer.decode(tokenizer.encode("hugs, bugs")) == "hugs [UNK] bugs"

    def test_training_ends_when_every_word_is_one_token(self):
        for by_likelihood in (True, False):
            ours = WordPieceTokenizer.train(["hug hugs"], 99, by_likelihood=by_likelihood)
            assert ours.tokens("hugs") == ["hugs"]
            assert ours.vocab_size < 99


class TestEncoding:
    def test_ids_and_decoded_text_are_theirs(self, both, texts):
        ours, theirs = both
        chance = random.Random(3)
        randoms = ["".join(chance.choices(CHARACTERS, k=30)) for _ in range(100)]
        others = [
            "[CLS]Hello[SEP] world [MASK]!",
            "",
            " \n",
            "o" * 100,
            "o" * 101,
            story(Town(8), "en", Chance(2)).text,
        ]
        for text in [*texts[::5], *others, *randoms]:
            token_ids = ours.encode(text)
            assert token_ids == theirs.encode(text).ids
            assert ours.tokens(text) == theirs.encode(text).tokens
            assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)

    def test_a_word_of_over_100_characters_is_unknown(self, both):
        ours, _ = both
        assert ours.tokens("o" * 101) == ["[UNK]"]
        assert "[UNK]" not in ours.tokens("o" * 100)

    def test_random_ids_are_decoded_as_theirs_are(self, both):
        ours, theirs = both
        chance = random.Random(4)
        for _ in range(300):
            token_ids = [chance.randrange(1_501) for _ in range(chance.randint(0, 15))]
            assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)

    def test_decoding_and_encoding_again_gives_the_same_ids(self, both, texts):
        ours, _ = both
        for text in texts[::11]:
            token_ids = ours.encode(text)
            assert ours.encode(ours.decode(token_ids)) == token_ids

    def test_the_longest_match_goes_first_and_may_lead_nowhere(self):
        vocab = {"ab": 0, "a": 1, "##b": 2, "##bc": 3}
        assert longest_match("abc", vocab) is None  # a ##bc would do, but ab is longer
        assert longest_match("ab", vocab) == ["ab"]
        assert longest_match("abbc", vocab) == ["ab", "##bc"]

    def test_the_template_is_berts_if_its_tokens_are_there(self, both):
        assert both[0].template == Template("[CLS]", "[SEP]")
        assert WordPieceTokenizer(["[UNK]", "a"], ["[UNK]"]).template == Template()


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_vocabulary_smaller_than_its_alphabet(self):
        with pytest.raises(ValueError, match=r"at least 9 .*, got 8"):
            WordPieceTokenizer.train(["ab ba"], 8)

    def test_a_vocabulary_without_its_unknown_token(self):
        with pytest.raises(ValueError, match=r"of 2 tokens has no '\[UNK\]'"):
            WordPieceTokenizer(["a", "b"], [])

    def test_nothing_to_train_on_and_a_text_that_is_none(self):
        with pytest.raises(ValueError, match="at least one word, got none"):
            WordPieceTokenizer.train([" \n"], 99)
        with pytest.raises(ValueError, match="must be a string, got int"):
            WordPieceTokenizer(["[UNK]"], ["[UNK]"]).encode(3)  # type: ignore[arg-type]
