"""Files both ways, special tokens, pairs and batches, against the library that wrote the format."""

import json
import random
from collections.abc import Callable

import pytest
import torch
from tokenizers import Tokenizer as Theirs
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers.implementations import BertWordPieceTokenizer

from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.batches import Template
from course_lib.tokenizers.bpe import BPETokenizer, ByteBPETokenizer
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.tokenizers.saving import from_json, load, save, to_json
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

TOWN = Town(11)
TEXTS = [
    *python_reference().text[:12_000].split("\n\n"),
    *(story(TOWN, "zh", Chance("saving", number)).text for number in range(3)),
    "😀 naïve  café, Don't!",
]
TRICKY = ["", " ", "a", "<s>", "x<s> y</s>", "[MASK] it [SEP]", "<|endoftext|>你好<|endoftext|>", "Zürich 😀 zz"]


def train_theirs_bytes() -> Theirs:
    """As GPT-2's file: a post-processor and a decoder of bytes."""
    theirs = Theirs(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    theirs.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=501,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    theirs.train_from_iterator(TEXTS, trainer)
    return theirs


def train_theirs_wordpiece(lower_case: bool = True) -> Theirs:
    """As BERT's file, with the processor of its own that BERT has."""
    theirs = BertWordPieceTokenizer(lowercase=lower_case)
    theirs.train_from_iterator(iter(TEXTS), vocab_size=901, show_progress=False)
    sep, cls = theirs.token_to_id("[SEP]"), theirs.token_to_id("[CLS]")
    assert (sep, cls) == (3, 2)
    theirs.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    theirs.decoder = decoders.WordPiece()
    return Theirs.from_str(theirs.to_str())


def train_theirs_unigram(normalizer: normalizers.Normalizer | None = None) -> Theirs:
    theirs = Theirs(models.Unigram())
    if normalizer is not None:
        theirs.normalizer = normalizer
    theirs.pre_tokenizer = pre_tokenizers.Metaspace()
    theirs.decoder = decoders.Metaspace()
    specials = ["<unk>", "<s>", "</s>"]
    trainer = trainers.UnigramTrainer(vocab_size=601, special_tokens=specials, unk_token="<unk>", show_progress=False)
    theirs.train_from_iterator(TEXTS, trainer)
    theirs.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    return theirs


THEIRS: dict[str, Callable[[], Theirs]] = {
    "bytes": train_theirs_bytes,
    "wordpiece": train_theirs_wordpiece,
    "cased wordpiece": lambda: train_theirs_wordpiece(lower_case=False),
    "unigram": train_theirs_unigram,
    "NFKC unigram": lambda: train_theirs_unigram(normalizers.NFKC()),
}


def with_template(tokenizer: Tokenizer, template: Template) -> Tokenizer:
    tokenizer.template = template
    return tokenizer


OURS: dict[str, Callable[[], Tokenizer]] = {
    "bytes": lambda: ByteBPETokenizer.train(TEXTS, 501, ["<|endoftext|>", "<s>"]),
    "bytes to the end": lambda: with_template(ByteBPETokenizer.train(TEXTS, 401, ["</s>"]), Template(None, "</s>")),
    "suffix": lambda: BPETokenizer.train(TEXTS, 901, ["<s>"], "<unk>"),
    "prefix": lambda: BPETokenizer.train(TEXTS, 901, ["<s>"], "<unk>", continuing_prefix="@@", end_of_word=""),
    "no mark": lambda: BPETokenizer.train(TEXTS, 901, ["<s>"], "<unk>", end_of_word=""),
    "wordpiece": lambda: WordPieceTokenizer.train(TEXTS, 901),
    "cased wordpiece": lambda: WordPieceTokenizer.train(TEXTS, 901, lower_case=False),
    "unigram": lambda: with_template(UnigramTokenizer.train(TEXTS[:9], 151, ["<s>"]), Template("<s>")),
    "NFC unigram": lambda: UnigramTokenizer.train(TEXTS[9:15], 151, normal_form="NFC"),
}


def assert_same(ours: Tokenizer, theirs: Theirs) -> None:
    assert ours.vocab == theirs.get_vocab()
    for text in [*TEXTS, *TRICKY]:
        token_ids = ours.encode(text)
        assert token_ids == theirs.encode(text, add_special_tokens=False).ids
        assert ours.encode_with_special_tokens(text) == theirs.encode(text).ids
        assert ours.decode(token_ids) == theirs.decode(token_ids, skip_special_tokens=False)


@pytest.mark.parametrize("kind", THEIRS)
def test_a_file_that_they_write_gives_the_same_ids_here(kind, tmp_path):
    theirs = THEIRS[kind]()
    theirs.save(str(tmp_path / "tokenizer.json"))
    assert_same(load(tmp_path / "tokenizer.json"), theirs)


@pytest.mark.parametrize("kind", OURS)
def test_a_file_that_we_write_gives_the_same_ids_there_and_comes_back(kind, tmp_path):
    ours = OURS[kind]()
    save(ours, tmp_path / "tokenizer.json")
    assert_same(ours, Theirs.from_file(str(tmp_path / "tokenizer.json")))
    again = load(tmp_path / "tokenizer.json")
    assert type(again) is type(ours)
    assert to_json(again) == to_json(ours)
    assert again.template == ours.template


def test_tokens_that_were_added_later_follow_the_models(tmp_path):
    theirs = train_theirs_bytes()
    theirs.add_special_tokens(["<pad>", "<user>"])
    theirs.save(str(tmp_path / "tokenizer.json"))
    ours = load(tmp_path / "tokenizer.json")
    assert ours.vocab_size == 503
    assert ours.encode("a<user><pad>b<user") == theirs.encode("a<user><pad>b<user").ids


def test_of_two_special_tokens_that_begin_alike_the_longer_is_found():
    ours = ByteBPETokenizer.train(TEXTS, 301, ["<s", "<s>", "<s>>"])
    theirs = Theirs.from_str(json.dumps(to_json(ours)))
    for text in ("a<s>b", "<s", "<s>>x<s>", "<s<s>>"):
        assert ours.encode(text) == theirs.encode(text).ids


def test_merges_written_as_one_string_are_read_too():
    data = to_json(ByteBPETokenizer.train(TEXTS, 301))
    expected = from_json(data)
    data["model"]["merges"] = [" ".join(pair) for pair in data["model"]["merges"]]
    again = from_json(data)
    assert isinstance(again, BPETokenizer)
    assert isinstance(expected, BPETokenizer)
    assert again.merges == expected.merges


class TestBatches:
    @pytest.mark.parametrize("context_length", [None, 5, 8, 13, 14])
    def test_ids_segments_and_mask_are_theirs(self, context_length):
        ours = WordPieceTokenizer.train(TEXTS, 901)
        theirs = Theirs.from_str(json.dumps(to_json(ours)))
        theirs.enable_padding(pad_id=0, pad_token="[PAD]")
        if context_length is not None:
            theirs.enable_truncation(context_length)
        chance = random.Random(1)
        texts = [
            " ".join(chance.choices(["a", "object", "好", "!", "[MASK]"], k=k)) for k in (0, 1, 2, 4, 5, 6, 11, 17)
        ]
        pairs: list[str | tuple[str, str]] = [(first, second) for first in texts for second in texts]
        for rows in ([*texts], pairs, [*texts, *pairs]):
            batch = ours.encode_batch(rows, "[PAD]", context_length)
            expected = theirs.encode_batch(rows)
            assert batch.token_ids.tolist() == [row.ids for row in expected]
            assert batch.segments.tolist() == [row.type_ids for row in expected]
            assert batch.mask.tolist() == [[one == 1 for one in row.attention_mask] for row in expected]

    def test_a_batch_by_hand(self):
        tokenizer = WordPieceTokenizer([*SPECIAL_TOKENS, "a", "b"])
        batch = tokenizer.encode_batch(["a", ("a b", "b")], "[PAD]")
        assert batch.token_ids.tolist() == [[2, 5, 3, 0, 0, 0], [2, 5, 6, 3, 6, 3]]
        assert batch.segments.tolist() == [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1]]
        assert batch.mask.sum(dim=1).tolist() == [3, 6]
        assert batch.token_ids.dtype == torch.long
        assert tokenizer.encode_with_special_tokens("a b", "b") == [2, 5, 6, 3, 6, 3]


def change(path: str, value: object) -> Callable[[dict], None]:
    *parents, last = path.split(".")

    def apply(data: dict) -> None:
        for name in parents:
            data = data[name]
        data[last] = value

    return apply


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize(
        ("kind", "path", "value", "message"),
        [
            ("bytes", "model.type", "WordLevel", 'model.type must be "BPE" or .* got "WordLevel"'),
            ("bytes", "normalizer", {"type": "NFC"}, "normalizer must be null to be read here"),
            ("bytes", "pre_tokenizer.add_prefix_space", True, "add_prefix_space must be false .* got true"),
            ("bytes", "pre_tokenizer.use_regex", False, "use_regex must be null or true .* got false"),
            ("bytes", "pre_tokenizer.type", "Split", 'must be "ByteLevel" or "WhitespaceSplit" .* got "Split"'),
            ("bytes", "pre_tokenizer", None, "pre_tokenizer.type must be .* got null"),
            ("bytes", "model.byte_fallback", True, "model.byte_fallback must be null or false"),
            ("bytes", "model.ignore_merges", True, "model.ignore_merges must be null or false"),
            ("bytes", "model.end_of_word_suffix", "</w>", 'end_of_word_suffix must be null or "" .* got "</w>"'),
            ("wordpiece", "model.continuing_subword_prefix", "@", 'must be "##" .* got "@"'),
            ("wordpiece", "normalizer.strip_accents", False, "strip_accents must be null or true .* got false"),
            ("wordpiece", "normalizer.handle_chinese_chars", False, "handle_chinese_chars must be true"),
            ("unigram", "normalizer", {"type": "Precompiled"}, 'normalizer.type must be null .* got "Precompiled"'),
            ("unigram", "pre_tokenizer.prepend_scheme", "first", 'must be "always" .* got "first"'),
            ("unigram", "model.byte_fallback", True, "model.byte_fallback must be null or false .* got true"),
            ("unigram", "post_processor", {"type": "RobertaProcessing"}, 'got "RobertaProcessing"'),
        ],
    )
    def test_a_file_with_a_part_that_ours_do_not_have(self, kind, path, value, message):
        data = json.loads(json.dumps(to_json(SMALL[kind]())))
        change(path, value)(data)
        with pytest.raises(ValueError, match=message):
            from_json(data)

    @pytest.mark.parametrize("flag", ["lstrip", "rstrip", "single_word"])
    def test_an_added_token_that_takes_spaces_with_it(self, flag):
        data = to_json(SMALL["wordpiece"]())
        data["added_tokens"][1][flag] = True
        with pytest.raises(ValueError, match=rf"{flag} must be false, it is true for '\[UNK\]'"):
            from_json(data)

    def test_an_added_token_that_is_an_ordinary_one(self):
        data = to_json(SMALL["wordpiece"]())
        data["added_tokens"][1]["special"] = False
        with pytest.raises(ValueError, match=r"must be special, '\[UNK\]' is not"):
            from_json(data)

    def test_ids_with_a_gap(self):
        data = to_json(SMALL["wordpiece"]())
        data["model"]["vocab"] = data["model"]["vocab"] | {"new": 99}
        with pytest.raises(ValueError, match="ids of 7 tokens must be 0 to 6"):
            from_json(data)

    def test_a_template_of_another_form(self):
        data = to_json(SMALL["wordpiece"]())
        data["post_processor"]["pair"].insert(2, data["post_processor"]["pair"][2])
        with pytest.raises(ValueError, match="one token before all and one after each text"):
            from_json(data)

    def test_a_tokenizer_of_another_kind(self):
        with pytest.raises(ValueError, match="BPE, WordPiece or Unigram, got CharacterTokenizer"):
            to_json(CharacterTokenizer("ab"))  # type: ignore[arg-type]

    def test_a_batch_of_nothing_or_of_three(self):
        tokenizer = SMALL["wordpiece"]()
        with pytest.raises(ValueError, match="at least one text, got none"):
            tokenizer.encode_batch([], "[PAD]")
        with pytest.raises(ValueError, match="one text or two, got 3"):
            tokenizer.encode_batch([("a", "a", "a")], "[PAD]")  # type: ignore[list-item]

    def test_padding_with_a_token_that_is_not_there(self):
        with pytest.raises(ValueError, match="of 6 tokens has no '<pad>'"):
            SMALL["wordpiece"]().encode_batch(["a"], "<pad>")

    def test_no_room_for_text(self):
        with pytest.raises(ValueError, match=r"each of 2 texts needs room .* got 1"):
            SMALL["wordpiece"]().encode_batch([("a", "a")], "[PAD]", context_length=4)


SMALL: dict[str, Callable[[], Tokenizer]] = {
    "bytes": lambda: ByteBPETokenizer.train(["ab"], 257),
    "wordpiece": lambda: WordPieceTokenizer([*SPECIAL_TOKENS, "a"]),
    "unigram": lambda: with_template(UnigramTokenizer([("<unk>", 0.0), ("a", -1.0)]), Template(None, "<unk>")),
}
