"""Tokenizers beside Hugging Face's `tokenizers`, written in Rust, on a megabyte of stories and documentation."""

from benchmarks.sidebyside import line, ratio

TEXT = """
from course_lib.corpora.python_text import python_reference
from course_lib.corpora.town.tasks.sets import examples

texts, size = python_reference().text.splitlines(), len(python_reference().text)
for one in examples("stories"):
    texts.append(one.key)
    size += len(one.key)
    if size > {size}:
        break
text = "\\n".join(texts)
"""
THEIRS = """
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

def their_bytes(vocab_size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, show_progress=False, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
"""
PLAIN = """
from course_lib.tokenizers.bpe import alphabet_of, split_like_gpt2, to_visible_bytes
from course_lib.tokenizers.bpe_training import learn_merges, train_plainly
from course_lib.tokenizers.byte_level import byte_alphabet
from course_lib.tokenizers.tokenizer import count_words

words = {tuple(to_visible_bytes(word)): n for word, n in count_words([text], split_like_gpt2).items()}
alphabet = alphabet_of([], byte_alphabet(), [])
"""
LOADED = """
import tempfile
from pathlib import Path
from tokenizers import Tokenizer
from course_lib.tokenizers import saving
from course_lib.tokenizers.{module} import {kind}

ours = {kind}.train(texts, 4000)
path = Path(tempfile.mkdtemp()) / "tokenizer.json"
saving.save(ours, path)
theirs = Tokenizer.from_file(str(path))
assert ours.encode(text) == theirs.encode(text, add_special_tokens=False).ids
"""


def test_learning_merges_beside_counting_all_pairs_anew_for_each():
    """The plain version is `train_plainly`; on 300 kB, as it takes minutes for a megabyte and 4,000 tokens."""
    setup = TEXT.format(size=300_000) + PLAIN
    ours, theirs = (f"{name}(words, alphabet, 556)" for name in ("learn_merges", "train_plainly"))
    compared = ratio(setup, ours, theirs, rounds=3)
    print(line("300 BPE merges beside counting anew", compared))
    assert compared.ratio > 90


def test_training_byte_pairs_on_a_megabyte():
    setup = TEXT.format(size=1_000_000) + THEIRS + "from course_lib.tokenizers.bpe import ByteBPETokenizer"
    compared = ratio(setup, "ByteBPETokenizer.train(texts, 4000)", "their_bytes(4000)", rounds=5)
    print(line("byte BPE, trained on 1 MB, 4,000 tokens", compared))
    assert compared.ratio > 0.2


def encoding(module, kind):
    """Time words that are new (the caches are emptied): what the model does, and not what is remembered."""
    setup = TEXT.format(size=1_000_000) + LOADED.format(module=module, kind=kind)
    compared = ratio(setup, "ours._cache.clear(); ours.encode(text)", "theirs.encode(text)", rounds=5)
    print(line(f"{kind}, 1 MB encoded", compared))
    return compared.ratio


def test_encoding_a_megabyte_as_byte_pairs():
    assert encoding("bpe", "ByteBPETokenizer") > 0.4


def test_encoding_a_megabyte_as_word_pieces():
    assert encoding("wordpiece", "WordPieceTokenizer") > 1.6
