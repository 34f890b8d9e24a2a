"""Every public border refuses bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import json
import math
import re
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from course_lib.corpora.records import Analogy
from course_lib.decoding.beam import beam_search
from course_lib.decoding.greedy import greedy
from course_lib.decoding.processors import at_temperature, keep_min_p, keep_top_k, keep_top_p
from course_lib.decoding.sampling import sample
from course_lib.embeddings import analogies, lookup
from course_lib.embeddings.glove import GloVeConfig, train_glove
from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import Word2VecConfig, train_word2vec
from course_lib.metrics import (
    agreement,
    bleu,
    calibration,
    chrf,
    classification,
    diversity,
    error_rates,
    pass_at_k,
    perplexity,
    reading,
    retrieval,
    rouge,
    significance,
    spans,
)
from course_lib.models import autograd, bag_of_words, feedforward
from course_lib.models.back_off import StupidBackoff
from course_lib.models.bart import Bart, BartConfig
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.models.ngram import AddK, MaximumLikelihood, count_ngrams
from course_lib.models.pretrained import check_same_vocabulary
from course_lib.models.recurrent import CELLS, RecurrentLayers
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM, generate
from course_lib.models.t5 import T5, T5Config
from course_lib.models.vit import ViT, ViTConfig
from course_lib.objectives import causal, denoising, losses, masked, permuted, span_corruption
from course_lib.tokenizers import byte_level, saving
from course_lib.tokenizers.batches import shorten
from course_lib.tokenizers.bpe import BPETokenizer, ByteBPETokenizer
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.tokenizers.chinese import Dictionary
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer
from course_lib.tokenizers.words import WordTokenizer

pytestmark = pytest.mark.usefixtures("as_readers_call_it")
NAN, INFINITY = math.nan, math.inf


def seeded():
    return torch.Generator().manual_seed(0)


def ids(*shape):
    return torch.zeros(shape, dtype=torch.long)


def rows(*table):
    """Turn (name, call, message) into parameters of a test."""
    return pytest.mark.parametrize(("call", "message"), [pytest.param(*row, id=name) for name, *row in table])


# Tokenizers

TEXT = "low lower lowest 低 🐱 low"
TOKENIZERS = {
    "characters": CharacterTokenizer.train(TEXT),
    "words": WordTokenizer.train(TEXT),
    "BPE": BPETokenizer.train([TEXT], 40),
    "byte BPE": ByteBPETokenizer.train([TEXT], 260),
    "WordPiece": WordPieceTokenizer.train([TEXT], 40),
    "Unigram": UnigramTokenizer.train([TEXT], 20),
}
SUBWORDS = ["BPE", "byte BPE", "WordPiece", "Unigram"]
DICTIONARY = Dictionary.from_counts({"研究": 9, "生命": 5})


class TestEveryTokenizer:
    @pytest.fixture(params=TOKENIZERS)
    def tokenizer(self, request):
        return TOKENIZERS[request.param]

    @pytest.mark.parametrize("text", [None, 7, b"low", ["low", "low"]])
    def test_a_text_that_is_no_string(self, tokenizer, text):
        for call in (tokenizer.encode, tokenizer.tokens):
            with pytest.raises(ValueError, match=f"must be a string, got {type(text).__name__}"):
                call(text)

    def test_an_id_that_is_not_its_own(self, tokenizer):
        n = tokenizer.vocab_size
        for token_id in (-1, n, 10**6):
            with pytest.raises(ValueError, match=f"between 0 and {n - 1}, got {token_id}"):
                tokenizer.decode([0, token_id])

    @pytest.mark.parametrize("token_ids", [7, "low", [1.5], ids(2, 3), [[1, 2], [3, 4]], None])
    def test_ids_that_are_not_a_row_of_whole_numbers(self, tokenizer, token_ids):
        with pytest.raises(ValueError, match=r"whole numbers, one text's, got .*; decode row by row"):
            tokenizer.decode(token_ids)

    def test_an_empty_text_is_no_token_and_back(self, tokenizer):
        assert tokenizer.encode("") == []
        assert tokenizer.decode([]) == ""
        assert tokenizer.decode(torch.tensor([0, 0])) == tokenizer.decode([0, 0])


@pytest.mark.parametrize("name", SUBWORDS)
class TestEverySubwordTokenizer:
    def test_a_batch_of_nothing(self, name):
        with pytest.raises(ValueError, match="at least one text, got none"):
            TOKENIZERS[name].encode_batch([], TOKENIZERS[name].vocabulary[0])

    def test_one_text_for_a_batch(self, name):
        with pytest.raises(ValueError, match=r"got one string of 3 characters; write \[text\]"):
            TOKENIZERS[name].encode_batch("low", "low")

    @pytest.mark.parametrize("text", [("low", "low", "low"), ()])
    def test_three_texts_in_a_row_or_none(self, name, text):
        with pytest.raises(ValueError, match=f"one text or two, got {len(text)}"):
            TOKENIZERS[name].encode_batch([text], "low")

    def test_no_room_for_text(self, name):
        room = -1 - TOKENIZERS[name].template.n_added(1)
        with pytest.raises(ValueError, match=f"each of 1 texts needs room .*, got {room}"):
            TOKENIZERS[name].encode_batch(["low"], "low", context_length=-1)

    def test_a_padding_token_that_it_lacks(self, name):
        with pytest.raises(ValueError, match=f"{TOKENIZERS[name].vocab_size} tokens has no '<nil>'"):
            TOKENIZERS[name].encode_batch(["low"], "<nil>")

    @pytest.mark.parametrize(
        ("texts", "vocab_size", "message"),
        [
            ("low low", 300, r"got one string of 7 characters; write \[text\]"),
            ([], 300, "at least one word, got none"),
            ([""], 300, "at least one word, got none"),
            ([None], 300, "must be a string, got NoneType"),
            ([TEXT], -1, r"vocab_size must be at least \d+ .*, got -1"),
        ],
    )
    def test_training_on_nothing_or_for_too_few(self, name, texts, vocab_size, message):
        with pytest.raises(ValueError, match=message):
            type(TOKENIZERS[name]).train(texts, vocab_size)

    def test_a_special_token_without_a_character(self, name):
        with pytest.raises(ValueError, match="a special token must have a character, got '' among"):
            type(TOKENIZERS[name]).train([TEXT], 400, special_tokens=["<unk>", "[UNK]", ""])


@rows(
    ("an unknown character", lambda: TOKENIZERS["characters"].encode("low?"), r"no '\?' \(position 3 .*; train on"),
    ("an unknown symbol", lambda: TOKENIZERS["BPE"].encode("low?"), r"has no '\?</w>' \(in 'low\?'\); train on"),
    ("half a character", lambda: TOKENIZERS["byte BPE"].encode("a\ud83d"), r"'\\ud83d', at position 0: read it"),
    ("no byte", lambda: byte_level.to_bytes("a你"), "one of 256 bytes, got '你'"),
    ("no words", lambda: WordTokenizer.train(" "), "at least one word, got 1 characters"),
    ("no characters", lambda: CharacterTokenizer.train(""), "at least one character, got none"),
    ("a list of texts", lambda: CharacterTokenizer.train(["low"]), "must be a string, got list"),
    ("a share of nothing", lambda: TOKENIZERS["words"].unknown_rate(""), "at least one word, got 0"),
    ("no vocabulary", lambda: BPETokenizer([], []), "at least one token, got 0"),
    ("a token twice", lambda: BPETokenizer(["a", "a"], []), "2 tokens, 1 different"),
    ("a score that is none", lambda: UnigramTokenizer([("<unk>", 0.0), ("a", NAN)]), "finite number, got nan for 'a'"),
    ("three texts", lambda: shorten([[1], [2], [3]], 3), "one text or two, got 3"),
    ("Chinese: no string", lambda: DICTIONARY.segment(["研究"]), "must be a string, got list"),
    ("Chinese: no words", lambda: Dictionary.from_counts({}), "at least one word, got none"),
    ("Chinese: no count", lambda: Dictionary.from_counts({"研": 0}), "at least 1, got '研': 0"),
)
def test_a_tokenizer_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("content", ["", "{oops", "[1]", "\x00"])
def test_a_file_that_is_no_tokenizer(tmp_path, content):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ValueError, match=r"tokenizer\.json (is not JSON|must hold an object of JSON, got list)"):
        saving.load(tmp_path / "tokenizer.json")


@pytest.mark.parametrize("name", SUBWORDS)
def test_a_tokenizer_file_whatever_part_is_missing_or_of_another_kind(name):
    """Take out, and spoil, each part in turn: the file is refused, or read as one without the part."""
    whole = saving.to_json(TOKENIZERS[name])
    messages = []
    for path in [[key] for key in whole] + [["model", key] for key in whole["model"]]:
        for bad in (None, 7, "x", [1], [["a"]], {"a": "b"}):
            damaged = json.loads(json.dumps(whole))
            parent = damaged if len(path) == 1 else damaged["model"]
            parent[path[-1]] = bad
            try:
                saving.from_json(damaged)
            except ValueError as error:
                messages.append((path[-1], str(error)))
    assert len(messages) > 25
    for part, message in messages:
        assert re.search(f"{part}|content|ids of|vocabulary|must have all 256 bytes", message)


# Word vectors

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


# Models of tokens

SIZES = {"vocab_size": 17, "d_model": 12, "n_heads": 3, "n_layers": 2}
CONTEXT = {**SIZES, "context_length": 7}
FAMILIES = {
    "GPT": (GPT, GPTConfig(**CONTEXT)),
    "LLaMA": (Llama, LlamaConfig(**CONTEXT, n_kv_heads=3, d_ff=16)),
    "BERT": (Bert, BertConfig(**CONTEXT)),
    "T5": (T5, T5Config(**SIZES, d_head=4, d_ff=16)),
    "BART": (Bart, BartConfig(**CONTEXT)),
    "ViT": (ViT, ViTConfig(image_size=8, patch_size=4, n_channels=3, d_model=12, n_heads=3, n_layers=2)),
    "recurrent": (RecurrentLM, RecurrentConfig(17, 5, 7)),
}
WITH_FOLDERS = ["GPT", "LLaMA", "BERT", "T5", "BART", "ViT"]
OF_TEXT = ["GPT", "LLaMA", "BERT", "T5", "BART", "recurrent"]


@pytest.fixture(scope="module")
def family():
    torch.manual_seed(0)
    return {name: kind(config).eval() for name, (kind, config) in FAMILIES.items()}


def read(model, token_ids):
    """Give a model a batch of texts; an encoder-decoder gets it on both sides."""
    return model(token_ids, token_ids) if isinstance(model, (T5, Bart)) else model(token_ids)


@pytest.mark.parametrize("name", OF_TEXT)
class TestEveryModelOfText:
    @pytest.mark.parametrize("token_id", [17, -1])
    def test_a_token_of_another_tokenizer(self, family, name, token_id):
        with pytest.raises(ValueError, match=f"vocab_size - 1 = 16, got {min(0, token_id)} to {max(0, token_id)}"):
            read(family[name], torch.tensor([[0, token_id]]))

    @pytest.mark.parametrize("shape", [(2, 0), (0, 3)])
    def test_an_empty_text_and_a_batch_of_nothing(self, family, name, shape):
        with pytest.raises(ValueError, match=rf"at least 1 token.*got the shape \({shape[0]}, {shape[1]}\)"):
            read(family[name], ids(*shape))

    def test_a_tokenizer_of_another_vocabulary(self, family, name):
        with pytest.raises(ValueError, match="got one of 300 tokens for a model of 17"):
            check_same_vocabulary(family[name], WordTokenizer(["<unk>", *map(str, range(299))]))

    def test_a_text_longer_than_the_context(self, family, name):
        if name in ("T5", "recurrent"):  # they have no longest text
            read(family[name], ids(1, 8))
            return
        with pytest.raises(ValueError, match="context_length = 7 tokens, got 8"):
            read(family[name], ids(1, 8))

    def test_a_mask_of_another_shape(self, family, name):
        if name == "recurrent":
            pytest.skip("it has no mask")
        model, mask = family[name], torch.ones(2, 4, dtype=torch.bool)
        texts = [ids(2, 3)] * 2 if name in ("T5", "BART") else [ids(2, 3)]
        given = {"source_mask": mask} if name in ("T5", "BART") else {"mask": mask}
        with pytest.raises(ValueError, match=r"mask must be bool and of shape \(2, 3\), .*of shape \(2, 4\)"):
            model(*texts, **given)


@pytest.mark.parametrize("name", WITH_FOLDERS)
class TestEveryFolderOfWeights:
    """A file that is damaged, and a file of another model."""

    @pytest.fixture
    def folder(self, family, name, tmp_path):
        family[name].save_pretrained(tmp_path)
        return tmp_path

    def change(self, folder, edit):
        path = folder / "model.safetensors"
        tensors = {one: tensor.clone() for one, tensor in load_file(path).items()}
        first = min(
            one for one in tensors if one.endswith(("q_proj.weight", "query.weight", "c_attn.weight", ".q.weight"))
        )
        edit(tensors, first)
        save_file(tensors, path, metadata={"format": "pt"})

    def refused(self, name, folder, message):
        with pytest.raises(ValueError, match=message):
            FAMILIES[name][0].from_pretrained(folder)

    def test_a_missing_parameter(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.pop(first))
        self.refused(name, folder, r"must hold \S*(q_proj|query|query_key_value|q)\.weight,")

    def test_a_surplus_parameter(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update(surplus=torch.ones(3, 5)))
        self.refused(name, folder, r"no place for surplus, of shape \(3, 5\)")

    def test_a_surplus_number(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update(scale=torch.tensor(2.0)))
        self.refused(name, folder, r"no place for scale, of shape \(\)")

    def test_a_parameter_of_another_shape(self, name, folder):
        self.change(folder, lambda tensors, first: tensors.update({first: torch.ones(3, 5)}))
        self.refused(name, folder, r"(must have the shape|must be equally wide).*got \((3, 5|5, 3)\)")

    def test_a_file_cut_off_or_of_another_kind(self, name, folder):
        path = folder / "model.safetensors"
        whole = path.read_bytes()
        for content in (whole[:-1], whole[:50], b"", b"<!DOCTYPE html>"):
            path.write_bytes(content)
            self.refused(name, folder, rf"\({len(content):,} bytes\) is no complete safetensors file")

    def test_a_folder_of_another_model(self, name, folder):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "model_type": "other"}))
        self.refused(name, folder, "got 'other'")

    def test_no_config_and_a_config_that_is_none(self, name, folder):
        (folder / "config.json").write_text("{oops")
        self.refused(name, folder, "config.json is not JSON")
        (folder / "config.json").unlink()
        self.refused(name, folder, "must hold config.json")


@rows(
    ("another height", lambda model: model(torch.zeros(2, 3, 9, 8)), r"got \(2, 3, 9, 8\): cut or scale them to 8"),
    ("another channel", lambda model: model(torch.zeros(2, 1, 8, 8)), r"got \(2, 1, 8, 8\)"),
    ("one picture", lambda model: model(torch.zeros(3, 8, 8)), r"got \(3, 8, 8\)"),
    ("no pictures", lambda model: model(torch.zeros(0, 3, 8, 8)), r"got \(0, 3, 8, 8\)"),
    ("whole numbers", lambda model: model(ids(2, 3, 8, 8)), "floats, got torch.int64; for 0 to 255"),
)
def test_a_model_of_pictures_refuses(family, call, message):
    with pytest.raises(ValueError, match=message):
        call(family["ViT"])


@pytest.mark.parametrize("name", ["GPT", "LLaMA", "BERT", "BART", "ViT"])
def test_heads_that_do_not_divide_the_width(name):
    kind, config = FAMILIES[name]
    with pytest.raises(ValueError, match=r"\b12\b.*\b5\b|\b5\b.*\b12\b|\b5\b.*\b3\b"):
        kind(replace(config, n_heads=5))


# Decoding

TALKERS = ["GPT", "LLaMA", "T5", "BART"]
DECODERS = {
    "greedy": greedy,
    "sampling": lambda *arguments, **options: sample(*arguments, generator=seeded(), **options),
    "beam": lambda *arguments, **options: beam_search(*arguments, n_beams=2, **options),
}


def go_on(family, name, decode, prompts, n=2, **options):
    model = family[name]
    if name in ("T5", "BART"):
        options["memory"] = model.encode(ids(max(len(prompts), 1), 3))
        return decode(model.decode, prompts, n, **options)
    return decode(model, prompts, n, **options)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("name", TALKERS)
class TestEveryDecoder:
    @pytest.mark.parametrize("shape", [(1, 0), (0, 2)])
    def test_an_empty_prompt_and_no_prompt(self, family, name, decode, shape):
        with pytest.raises(ValueError, match=rf"at least 1 token, got the shape \({shape[0]}, {shape[1]}\)"):
            go_on(family, name, decode, ids(*shape))

    def test_one_prompt_that_is_no_batch(self, family, name, decode):
        with pytest.raises(ValueError, match=r"got the shape \(3,\); for one, prompt\[None\]"):
            go_on(family, name, decode, ids(3))

    def test_no_new_tokens(self, family, name, decode):
        with pytest.raises(ValueError, match="max_new_tokens must be at least 1, got 0"):
            go_on(family, name, decode, ids(1, 2), 0)

    def test_more_than_fits(self, family, name, decode):
        if name == "T5":
            pytest.skip("it has no longest text")
        with pytest.raises(ValueError, match=r"context_length = 7, got 3 \+ 6 - 1"):
            go_on(family, name, decode, ids(1, 3), 6)

    def test_a_token_of_another_tokenizer(self, family, name, decode):
        with pytest.raises(ValueError, match="vocab_size - 1 = 16, got 17 to 17"):
            go_on(family, name, decode, torch.tensor([[17]]))

    def test_logits_that_are_not_numbers(self, family, name, decode):
        def spoil(logits, token_ids):
            return torch.full_like(logits, NAN)

        with pytest.raises(ValueError, match="NaN or infinity for 17 of 17 tokens in text 0"):
            go_on(family, name, decode, ids(1, 2), process=spoil)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
def test_a_model_whose_training_has_diverged(decode):
    model = GPT(FAMILIES["GPT"][1]).eval()
    torch.nn.init.constant_(model.final_norm.weight, NAN)
    with pytest.raises(ValueError, match="NaN or infinity for 17 of 17 tokens in text 0"):
        decode(model, ids(1, 2), 3)


LOGITS = torch.zeros(2, 17)


@rows(
    ("top-k of 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_k=0), r"vocabulary size \(17\), got 0"),
    ("top-k of 18", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_k=18), r"vocabulary size \(17\), got 18"),
    ("top-p of 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_p=0.0), "at most 1, got 0.0"),
    ("top-p of 1.5", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_p=1.5), "at most 1, got 1.5"),
    ("min-p of -1", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), min_p=-1.0), "at most 1, got -1.0"),
    ("temperature 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), temperature=0.0), "got 0.0; for greedy"),
    ("temperature NaN", lambda _: at_temperature(LOGITS, NAN), "must be positive, got nan"),
    ("p of NaN", lambda _: keep_top_p(LOGITS, NAN), "at most 1, got nan"),
    ("min-p of NaN", lambda _: keep_min_p(LOGITS, NAN), "at most 1, got nan"),
    ("k of -3", lambda _: keep_top_k(LOGITS, -3), "got -3"),
    ("no beams", lambda m: beam_search(m, ids(1, 2), 2, n_beams=0), "n_beams must be at least 1, got 0"),
    (
        "padding on the right",
        lambda m: greedy(m, ids(1, 2), 2, mask=torch.tensor([[True, False]])),
        r"got the mask \[1, 0\] for prompt 0",
    ),
)
def test_a_decoder_refuses(family, call, message):
    with pytest.raises(ValueError, match=message):
        call(family["GPT"])


# Older models

NGRAMS = [MaximumLikelihood, AddK, StupidBackoff, KneserNey]


@pytest.mark.parametrize("kind", NGRAMS)
@rows(
    ("no text", lambda kind: kind([], 2), "at least one token, got 0"),
    ("no order", lambda kind: kind("abab", 0), "order must be at least 1, got 0"),
    ("a foreign token", lambda kind: kind("abax", 2, "ab"), "vocabulary's 2, got 1 others such as 'x'"),
    ("a foreign guess", lambda kind: kind("abab", 2).probability("x", "a"), "got 1 others such as 'x'; put"),
    ("a foreign context", lambda kind: kind("abab", 2).distribution("x"), "got 1 others such as 'x'; put"),
    ("no steps", lambda kind: kind("abab", 2).generate(-1, seeded()), "n_tokens must be 0 or more, got -1"),
)
def test_an_ngram_model_refuses(kind, call, message):
    with pytest.raises(ValueError, match=message):
        call(kind)


def moons(n_labels=9, batch_size=9):
    points, labels = autograd.two_moons(9)
    return autograd.train_classifier(autograd.MLP([2, 1]), points, labels[:n_labels], 1, 0.1, batch_size)


LAYERS = RecurrentLayers("lstm", 3, 5)
CELL = CELLS["gru"](3, 5)
LM = RecurrentLM(RecurrentConfig(17, 5, 7))
DIVERGED = RecurrentLM(RecurrentConfig(17, 5, 7))
torch.nn.init.constant_(DIVERGED.output.bias, NAN)
NETWORK = feedforward.MLP([3, 5, 2])


@rows(
    ("n-grams of nothing", lambda: count_ngrams("ab", 0), "n must be at least 1, got 0"),
    ("n-gram: no text to judge", lambda: AddK("ab", 2).loss([]), "at least one token, got 0"),
    ("n-gram: no smoothing", lambda: AddK("ab", 2, k=0), "k must be positive and finite, got 0"),
    ("n-gram: too much smoothing", lambda: AddK("ab", 2, k=INFINITY), "finite, got inf"),
    ("n-gram: discounts", lambda: KneserNey("ab", 2, discounts=[0.5, 2]), r"2 numbers from 0 to 1, .*got \[0.5, 2\]"),
    ("recurrent: width", lambda: LAYERS(torch.zeros(2, 7, 4)), r"d_input = 3\), got the shape \(2, 7, 4\)"),
    ("recurrent: axes", lambda: LAYERS(torch.zeros(7, 3)), r"\(batch, seq, d_input = 3\), got the shape \(7, 3\)"),
    ("recurrent: no steps", lambda: LAYERS(torch.zeros(2, 0, 3)), r"1 step, got shape \(2, 0, 3\)"),
    ("recurrent: no batch", lambda: LAYERS(torch.zeros(0, 7, 3)), r"1 step, got shape \(0, 7, 3\)"),
    ("recurrent: a length", lambda: LAYERS(torch.zeros(2, 7, 3), None, torch.tensor([8, 1])), r"1 to 7, got \[8, 1\]"),
    ("recurrent: lengths", lambda: LAYERS(torch.zeros(2, 7, 3), None, torch.tensor([7])), r"sequence, 2, got \(1,\)"),
    ("recurrent: a state", lambda: LAYERS(torch.zeros(2, 7, 3), (torch.zeros(1, 2, 5),)), r"\(1, 2, 5\), got \[\(1"),
    ("recurrent: a cell's width", lambda: CELL(torch.zeros(2, 4)), r"d_input = 3\), got the shape \(2, 4\)"),
    ("recurrent: a cell's state", lambda: CELL(torch.zeros(2, 3), (torch.zeros(2, 4),)), r"\(2, 5\), got \[\(2, 4\)\]"),
    ("recurrent: no vocabulary", lambda: RecurrentLM(RecurrentConfig(0, 5, 7)), "must be positive, got 0 and 5"),
    ("recurrent: no text", lambda: generate(LM, ids(1, 0), 2), r"at least 1 token, got the shape \(1, 0\)"),
    ("recurrent: steps", lambda: generate(LM, ids(1, 2), -1), "at least 0, got -1 and 0.0"),
    ("recurrent: temperature", lambda: generate(LM, ids(1, 2), 2, NAN), "at least 0, got 2 and nan"),
    ("recurrent: diverged", lambda: generate(DIVERGED, ids(1, 2), 2), "got 17 NaN or infinite of 17"),
    ("feed-forward: width", lambda: NETWORK.forward(torch.zeros(2, 4)), "must be 3 numbers, got 4"),
    ("feed-forward: sizes", lambda: feedforward.MLP([3]), r"two or more numbers, got \[3\]"),
    ("feed-forward: no neurons", lambda: feedforward.MLP([3, 0]), "positive, got 3 and 0"),
    ("feed-forward: too early", lambda: NETWORK.backward(torch.zeros(7, 2)), r"shape \(0, 2\), got \(7, 2\)"),
    ("autograd: width", lambda: autograd.MLP([3, 1])([1.0]), "must be 3 numbers, got 1"),
    ("autograd: divided by 0", lambda: autograd.Value(2) / 0, "got 2.0 / 0"),
    ("autograd: labels", lambda: moons(n_labels=4), "1 to 9, got 9, and a label each, got 4"),
    ("autograd: no batch", lambda: moons(batch_size=0), "1 to 9, got 0"),
    ("bag of words: nothing", lambda: bag_of_words.train([], []), "got 0 texts and 0 labels"),
    ("bag of words: labels", lambda: bag_of_words.train(["a", "b"], ["x"]), "got 2 texts and 1 labels"),
    ("bag of words: one text", lambda: bag_of_words.train("ab", "xy"), r"one of 2 characters; write \[text\]"),
    ("bag of words: penalty", lambda: bag_of_words.train(["a", "b"], ["x", "y"], penalty=NAN), "positive, got nan"),
)
def test_an_older_model_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Objectives

SCORES = torch.zeros(2, 3, 5)
BATCH = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 0]])
TEXT_IDS = torch.arange(9)
SHORT_MASK = torch.ones(2, 3, dtype=torch.bool)


def mask_some(token_ids=BATCH, **options):
    usual = {"mask_id": 9, "special_ids": [0], "vocab_size": 10, "generator": seeded()}
    return masked.mask_tokens(token_ids, **{**usual, **options})


def corrupt(token_ids=BATCH, **options):
    usual = {"sentinel_ids": [90, 91], "pad_id": 0, "generator": seeded()}
    return span_corruption.corrupt_spans(token_ids, **{**usual, **options})


def infill(text=TEXT_IDS, **options):
    return denoising.text_infilling(text, mask_id=9, generator=seeded(), **options)


def same(text):
    return text


@rows(
    ("causal: short text", lambda: next(causal.causal_batches(TEXT_IDS, 9, 2, seeded())), "= 9 tokens, got 9"),
    ("causal: no context", lambda: next(causal.causal_batches(TEXT_IDS, 0, 2, seeded())), "at least 1, got 0 and 2"),
    ("causal: no batch", lambda: next(causal.causal_batches(TEXT_IDS, 3, 0, seeded())), "at least 1, got 3 and 0"),
    ("causal: target", lambda: causal.causal_loss(SCORES, ids(2, 3) + 5), "targets must be 0 to 4, got 5 to 5"),
    ("causal: no targets", lambda: causal.causal_loss(SCORES[:0], ids(0, 3)), r"1 target, got the shape \(0, 3\)"),
    ("masked: rate", lambda: mask_some(rate=1.5), "rate must be between 0 and 1, got 1.5"),
    ("masked: rate of NaN", lambda: mask_some(rate=NAN), "rate must be between 0 and 1, got nan"),
    ("masked: mask token", lambda: mask_some(mask_id=10), "0 to 9, got 10"),
    ("masked: no text", lambda: mask_some(BATCH[:0]), r"1 text of at least 1 token, got the shape \(0, 4\)"),
    ("masked: only special", lambda: mask_some(special_ids=range(9)), "got none in 2 of 2 texts"),
    ("masked: words", lambda: mask_some(words=BATCH), "from 0 to 3 at most, got 0 to 7"),
    ("masked: some words", lambda: mask_some(words=ids(2, 3)), r"words must have .*\(2, 4\), got \(2, 3\)"),
    ("masked: a word", lambda: masked.number_words(BATCH, torch.ones(3) > 0), "between 0 and 2, got 0 to 7"),
    ("permuted: share", lambda: permuted.permute_order(BATCH, seeded(), 2.0), "predicted_share .*got 2.0"),
    ("permuted: no text", lambda: permuted.permute_order(BATCH[:, :0], seeded()), r"got the shape \(2, 0\)"),
    ("permuted: mask", lambda: permuted.permute_order(BATCH, seeded(), mask=SHORT_MASK), r"\(2, 4\), got \(2, 3\)"),
    ("denoising: empty text", lambda: infill(TEXT_IDS[:0]), "at least 1 token, got 0"),
    ("denoising: no span", lambda: infill(mean_span=0.0), "mean_span must be positive and finite, got 0.0"),
    ("denoising: span without end", lambda: infill(mean_span=INFINITY), "positive and finite, got inf"),
    ("denoising: no text", lambda: denoising.denoise(BATCH[:0], same, pad_id=0), r"got the shape \(0, 4\)"),
    ("denoising: mask", lambda: denoising.denoise(BATCH, same, pad_id=0, mask=SHORT_MASK), r"\(2, 4\), got \(2, 3\)"),
    ("denoising: no targets", lambda: denoising.shift_right(ids(2, 0), start_id=1, pad_id=0), r"shape \(2, 0\)"),
    ("spans: no text", lambda: corrupt(BATCH[:0]), r"got the shape \(0, 4\)"),
    ("spans: one token", lambda: corrupt(BATCH[:, :1]), "at least 2 tokens.*got 1"),
    ("spans: rate", lambda: corrupt(rate=1.0), "between 0 and 1, .*got 1.0 and 3.0"),
    ("spans: sentinels", lambda: corrupt(sentinel_ids=[90]), "1 spans need 2 different sentinels, got 1: give more"),
    ("spans: sentinel in the text", lambda: corrupt(sentinel_ids=[1, 2]), "got 1 in the text"),
    ("loss: NaN", lambda: losses.cross_entropy(SCORES[0] * NAN, ids(3)), "got 15 NaN and 0 infinite of 15"),
    ("loss: infinity", lambda: losses.log_softmax(torch.tensor([[1.0, INFINITY]])), "0 NaN and 1 infinite of 2"),
    ("loss: target", lambda: losses.cross_entropy(SCORES[0], ids(3) - 1), "targets must be 0 to 4, .*got -1 to -1"),
    ("loss: none counts", lambda: losses.cross_entropy(SCORES[0], ids(3) - 100), "got 3, all ignore_index = -100"),
    ("loss: targets", lambda: losses.cross_entropy(SCORES[0], ids(4)), r"each row of logits, got \(4,\) for \(3, 5\)"),
    ("loss: no classes", lambda: losses.log_sum_exp(torch.zeros(2, 0)), r"1 class, got shape \(2, 0\)"),
    ("loss: nothing", lambda: losses.mean_squared_error(SCORES[:0], SCORES[:0]), r"got shape \(0, 3, 5\)"),
    ("loss: shapes", lambda: losses.kl_divergence(SCORES, SCORES[0]), r"got \(2, 3, 5\) and \(3, 5\)"),
    ("loss: no choice", lambda: losses.contrastive_loss(SCORES[0], SCORES[0, :2]), "3 queries need .*got 2"),
    ("loss: temperature", lambda: losses.contrastive_loss(SCORES[0], SCORES[0], -1.0), "got 5 and 5, -1"),
)
def test_an_objective_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Metrics

COMPARING = {
    "accuracy": classification.accuracy,
    "confusion matrix": classification.confusion_matrix,
    "F1": classification.precision_recall_f1,
    "kappa": agreement.cohen_kappa,
    "weighted kappa": agreement.quadratic_weighted_kappa,
    "pearson": agreement.pearson,
    "spearman": agreement.spearman,
    "entities": spans.entity_scores,
    "words": error_rates.word_error_rate,
    "characters": error_rates.character_error_rate,
    "reading": reading.reading_scores,
    "BLEU": bleu.corpus_bleu,
    "chrF": chrf.corpus_chrf,
    "calibration": calibration.expected_calibration_error,
    "bootstrap": significance.paired_bootstrap,
    "permutation": significance.permutation_test,
}


@pytest.mark.parametrize("metric", COMPARING.values(), ids=COMPARING)
class TestEveryMetricThatCompares:
    def test_nothing(self, metric):
        with pytest.raises(ValueError, match=r"at least one (prediction|item), got 0"):
            metric([], [])

    def test_lengths_that_differ(self, metric):
        with pytest.raises(ValueError, match=r"got 3( predictions)? and 2"):
            metric(["a", "b", "c"], ["a", "b"])

    def test_one_text_for_a_list(self, metric):
        with pytest.raises(ValueError, match="got one text, 'ab': put it in a list"):
            metric("ab", "ab")

    @pytest.mark.parametrize("items", [torch.tensor([1, 0]), None, iter("ab")])
    def test_what_is_no_list(self, metric, items):
        with pytest.raises(ValueError, match=f"must be a list, got {type(items).__name__}"):
            metric(items, items)


@pytest.mark.parametrize("metric", [bleu.corpus_bleu, chrf.corpus_chrf])
@rows(
    ("no references", lambda metric: metric(["a", "b"], [["a"], []]), r"references, got \[\] for number 1"),
    ("one text", lambda metric: metric(["a"], ["a"]), "references, got 'a' for number 0"),
    ("tokens", lambda metric: metric(["a", ["b"]], [["a"], ["b"]]), "texts, got list for number 1; join its tokens"),
    ("tokens of a reference", lambda metric: metric(["a"], [[["a"]]]), "number 0 must be texts, got list"),
)
def test_a_metric_of_translations_refuses(metric, call, message):
    with pytest.raises(ValueError, match=message):
        call(metric)


@rows(
    ("labels of two kinds", lambda: classification.confusion_matrix(["a", 1], ["a", 1]), "one kind.*got int, str"),
    ("a label left out", lambda: classification.confusion_matrix(["a"], ["a"], ["b"]), "got 1 labels without 'a'"),
    ("an average", lambda: classification.precision_recall_f1(["a"], ["a"], "mean"), "got 'mean'"),
    ("no variation", lambda: agreement.pearson([1, 1], [1, 2]), "got 1 of x and 2 of y"),
    ("a value of NaN", lambda: agreement.spearman([1, 2, NAN], [1, 2, 3]), "got nan for number 2 of 3"),
    ("scores that are texts", lambda: agreement.quadratic_weighted_kappa(["a"], ["b"]), "got 'a' for number 0 of 1"),
    ("one label", lambda: agreement.cohen_kappa(["a", "a"], ["a", "a"]), "got 2 pairs of 'a'"),
    ("a tag", lambda: spans.entities(["X-PER"]), "got 'X-PER'"),
    ("a tag of nothing", lambda: spans.entities([None]), "got None"),
    ("tags", lambda: spans.entity_scores([["O"]], [["O", "O"]]), "got 1 and 2 in sentence 0"),
    ("empty references", lambda: error_rates.word_error_rate(["a"], [""]), "got 1 empty texts"),
    ("words of tokens", lambda: error_rates.word_error_rate([["a"]], [["a"]]), "got list for number 0; join"),
    ("a language", lambda: reading.f1("a", ["a"], "fr"), "one of en, zh, got 'fr'"),
    ("one answer", lambda: reading.exact_match("a", "a"), "got one text, 'a': put it in a list"),
    ("a tokenizer", lambda: bleu.corpus_bleu(["a"], [["a"]], "14a"), "13a, zh, none, got '14a'"),
    ("an order", lambda: bleu.corpus_bleu(["a"], [["a"]], max_order=0), "at least 1, got 0"),
    ("a smoothing of NaN", lambda: bleu.corpus_bleu(["a"], [["a"]], value=NAN), "infinite, got nan"),
    ("a beta of NaN", lambda: chrf.corpus_chrf(["a"], [["a"]], beta=NAN), "got 0 and nan"),
    ("no summaries", lambda: rouge.rouge("a", []), r"list of references, got \[\]"),
    ("tokens of a summary", lambda: rouge.rouge(["a"], ["a"]), "got list for number 0; join its tokens"),
    ("n-grams of nothing", lambda: rouge.rouge_n("a", "a", 0), "at least 1, got 0"),
    ("short texts", lambda: diversity.distinct_n([["a"]], 2), r"n = 2 tokens, got \[1\]"),
    ("one text alone", lambda: diversity.self_bleu(["a"]), "at least 2 texts, got 1"),
    ("a confidence", lambda: calibration.reliability([1.5], [True]), "between 0 and 1, got 1.5"),
    ("an answer that is 7", lambda: calibration.reliability([0.5], [7]), "True or False .*, got 7"),
    ("k of 0", lambda: retrieval.precision_at_k(["d"], {"d"}, 0), "k must be at least 1, got 0"),
    ("nothing to find", lambda: retrieval.recall_at_k(["d"], set(), 1), "relevant document, got 0"),
    ("a document twice", lambda: retrieval.average_precision(["d", "d"], {"d"}), "got 2, of which 1 differ"),
    ("a gain of NaN", lambda: retrieval.ndcg_at_k(["d"], {"d": NAN}, 1), "not negative, got nan among 1"),
    ("k of 4", lambda: pass_at_k.pass_at_k(3, 2, 4), "n_samples = 3, got 4: generate more"),
    ("results of no problem", lambda: pass_at_k.mean_pass_at_k([True], 1), "got True for number 0"),
    ("no values", lambda: significance.quantile([], 0.5), "got 0 values and 0.5"),
    ("a level", lambda: significance.bootstrap_interval([1], level=1.0), "between 0 and 1, got 1.0"),
    ("no resamples", lambda: significance.bootstrap_interval([1], n_resamples=0), "1 resample, got 0"),
    ("a loss of NaN", lambda: perplexity.perplexity(NAN), "0 or more, got nan; look for NaN"),
    ("a loss below 0", lambda: perplexity.perplexity(-1.0), "0 or more, got -1.0"),
    ("a short text", lambda: perplexity.held_out_loss(LM, ids(3), 3), "context_length = 3 tokens, got 3"),
)
def test_a_metric_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
