"""Saving a tokenizer as the `tokenizer.json` that Hugging Face's `tokenizers` writes, and loading one of theirs.

    BPETokenizer        characters, words parted by white space       (model BPE, WhitespaceSplit)
    ByteBPETokenizer    GPT-2's                                       (model BPE, ByteLevel)
    WordPieceTokenizer  BERT's                                        (model WordPiece, BertNormalizer)
    UnigramTokenizer    ALBERT's and XLNet's kind                     (model Unigram, Metaspace)

A file with a part that ours do not have is refused, by the name of the part: its ids would differ somewhere.
Held equal to `Tokenizer.from_file` and `Tokenizer.save`, both ways, by tests/tokenizers/test_saving.py.
Left out: T5's and Llama's files (other tables and patterns), truncation and padding settings.
"""

import json
from pathlib import Path

from course_lib.tokenizers.batches import Template
from course_lib.tokenizers.bpe import BPETokenizer, ByteBPETokenizer
from course_lib.tokenizers.json_parts import Json, find, one_of, part, read_json
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import PREFIX, WordPieceTokenizer


def save(tokenizer: Tokenizer, path: str | Path) -> None:
    """Write `tokenizer` so that `tokenizers.Tokenizer.from_file(path)` reads it, and `load`."""
    Path(path).write_text(json.dumps(to_json(tokenizer), ensure_ascii=False, indent=2), encoding="utf-8")


def load(path: str | Path) -> BPETokenizer | WordPieceTokenizer | UnigramTokenizer:
    """Read a `tokenizer.json`.

    Raises:
        ValueError: if the file is damaged, or has a part that this library does not have.
    """
    return from_json(read_json(path))


def to_json(tokenizer: Tokenizer) -> Json:
    """Return what `save` writes.

    Raises:
        ValueError: if the tokenizer is not one of the four kinds.
    """
    if isinstance(tokenizer, BPETokenizer):
        parts = _bpe_parts(tokenizer)
    elif isinstance(tokenizer, WordPieceTokenizer):
        parts = _wordpiece_parts(tokenizer)
    elif isinstance(tokenizer, UnigramTokenizer):
        parts = _unigram_parts(tokenizer)
    else:
        raise ValueError(f"tokenizer must be BPE, WordPiece or Unigram, got {type(tokenizer).__name__}.")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(token, tokenizer.vocab[token]) for token in tokenizer.special_tokens],
        "post_processor": _post_processor(tokenizer.template, tokenizer.vocab),
        **parts,
    }


def _special(token: str, token_id: int) -> Json:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": token_id, "content": token, **flags, "special": True}


def _bpe_parts(tokenizer: BPETokenizer) -> Json:
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    decoder: Json = {"type": "Fuse"}
    if tokenizer.continuing_prefix:
        decoder = {"type": "WordPiece", "prefix": tokenizer.continuing_prefix, "cleanup": False}
    if tokenizer.end_of_word:
        decoder = {"type": "BPEDecoder", "suffix": tokenizer.end_of_word}
    is_byte_level = isinstance(tokenizer, ByteBPETokenizer)
    return {
        "normalizer": None,
        "pre_tokenizer": byte_level if is_byte_level else {"type": "WhitespaceSplit"},
        "decoder": byte_level if is_byte_level else decoder,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": tokenizer.unknown,
            "continuing_subword_prefix": tokenizer.continuing_prefix or None,
            "end_of_word_suffix": tokenizer.end_of_word or None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": tokenizer.vocab,
            "merges": [list(pair) for pair in tokenizer.merges],
        },
    }


def _wordpiece_parts(tokenizer: WordPieceTokenizer) -> Json:
    return {
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": tokenizer.lower_case,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "decoder": {"type": "WordPiece", "prefix": PREFIX, "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": tokenizer.unknown,
            "continuing_subword_prefix": PREFIX,
            "max_input_chars_per_word": tokenizer.longest_word,
            "vocab": tokenizer.vocab,
        },
    }


def _unigram_parts(tokenizer: UnigramTokenizer) -> Json:
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "normalizer": tokenizer.normal_form and {"type": tokenizer.normal_form},
        "pre_tokenizer": metaspace,
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": tokenizer.vocab[str(tokenizer.unknown)],
            "vocab": [[token, score] for token, score in tokenizer.scores.items()],
            "byte_fallback": False,
        },
    }


def _post_processor(template: Template, vocab: dict[str, int]) -> Json | None:
    """Return the template as theirs writes it: a list of texts (A, B) and special tokens, each with its segment."""
    if template == Template():
        return None

    def special(token: str | None, segment: int) -> list[Json]:
        return [] if token is None else [{"SpecialToken": {"id": token, "type_id": segment}}]

    first = [*special(template.begin, 0), {"Sequence": {"id": "A", "type_id": 0}}, *special(template.end, 0)]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, *special(template.end, 1)]
    used = {token for token in (template.begin, template.end) if token is not None}
    tokens = {token: {"id": token, "ids": [vocab[token]], "tokens": [token]} for token in sorted(used)}
    return {"type": "TemplateProcessing", "single": first, "pair": first + second, "special_tokens": tokens}


def from_json(data: Json) -> BPETokenizer | WordPieceTokenizer | UnigramTokenizer:
    """Return the tokenizer that `data`, the content of a `tokenizer.json`, describes."""
    kind = one_of(data, "model.type", "BPE", "WordPiece", "Unigram")
    specials = list(_added(data))
    tokenizer: BPETokenizer | WordPieceTokenizer | UnigramTokenizer
    if kind == "BPE":
        tokenizer = _read_bpe(data, specials)
    elif kind == "WordPiece":
        tokenizer = _read_wordpiece(data, specials)
    else:
        tokenizer = _read_unigram(data, specials)
    tokenizer.template = _read_template(data, tokenizer.vocab)
    return tokenizer


def _read_bpe(data: Json, specials: list[str]) -> BPETokenizer:
    one_of(data, "normalizer", None)
    for name in ("dropout", "fuse_unk", "byte_fallback", "ignore_merges"):
        one_of(data, f"model.{name}", None, False)
    tokens, merges = _tokens(data, part(data, "model.vocab", dict)), _merges(data)
    if one_of(data, "pre_tokenizer.type", "ByteLevel", "WhitespaceSplit") == "ByteLevel":
        one_of(data, "pre_tokenizer.add_prefix_space", False)
        one_of(data, "pre_tokenizer.use_regex", None, True)
        for name in ("continuing_subword_prefix", "end_of_word_suffix"):
            one_of(data, f"model.{name}", None, "")
        return ByteBPETokenizer(tokens, merges, specials)
    names = ("unk_token", "continuing_subword_prefix", "end_of_word_suffix")
    unknown, prefix, suffix = (str(find(data, f"model.{name}") or "") for name in names)
    return BPETokenizer(tokens, merges, specials, unknown or None, prefix, suffix)


def _merges(data: Json) -> list[tuple[str, str]]:
    """Return the pairs, which older files write as one text: "l ow"."""
    pairs = [pair.split(" ") if isinstance(pair, str) else pair for pair in part(data, "model.merges", list)]
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            raise ValueError(f"model.merges must be pairs of tokens, got {json.dumps(pair)[:80]} among {len(pairs)}.")
    return [(left, right) for left, right in pairs]


def _read_wordpiece(data: Json, specials: list[str]) -> WordPieceTokenizer:
    one_of(data, "normalizer.type", "BertNormalizer")
    one_of(data, "pre_tokenizer.type", "BertPreTokenizer")
    one_of(data, "model.continuing_subword_prefix", PREFIX)
    one_of(data, "normalizer.clean_text", True)
    one_of(data, "normalizer.handle_chinese_chars", True)
    lower_case = one_of(data, "normalizer.lowercase", True, False)
    one_of(data, "normalizer.strip_accents", None, lower_case)
    tokens = _tokens(data, part(data, "model.vocab", dict))
    unknown, longest = part(data, "model.unk_token", str), part(data, "model.max_input_chars_per_word", int)
    return WordPieceTokenizer(tokens, specials, unknown, lower_case, longest)


def _read_unigram(data: Json, specials: list[str]) -> UnigramTokenizer:
    form = one_of(data, "normalizer.type", None, "NFC", "NFD", "NFKC", "NFKD")
    one_of(data, "pre_tokenizer.type", "Metaspace")
    one_of(data, "pre_tokenizer.replacement", "▁")
    one_of(data, "pre_tokenizer.prepend_scheme", "always")
    one_of(data, "pre_tokenizer.split", None, True)
    one_of(data, "model.byte_fallback", None, False)
    rows = part(data, "model.vocab", list)
    if not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise ValueError(f"model.vocab must be pairs of a token and its score, {len(rows)} rows are not all that.")
    scores = {part({"token": token}, "token", str): part({"score": score}, "score", float) for token, score in rows}
    unknown = dict(enumerate(scores)).get(part(data, "model.unk_id", int))
    if unknown is None:
        raise ValueError(f"model.unk_id must be 0 to {len(scores) - 1}, got {data['model']['unk_id']}.")
    tokens = _tokens(data, {token: token_id for token_id, token in enumerate(scores)})
    return UnigramTokenizer([(token, scores.get(token, 0.0)) for token in tokens], specials, unknown, form)


def _read_template(data: Json, vocab: dict[str, int]) -> Template:
    kind = one_of(data, "post_processor.type", None, "ByteLevel", "BertProcessing", "TemplateProcessing")
    if kind == "BertProcessing":
        return Template(*(part(data, f"post_processor.{name}", list)[0] for name in ("cls", "sep")))
    if kind != "TemplateProcessing":
        return Template()
    ids = [find(one, "SpecialToken.id") for one in part(data, "post_processor.single", list)]
    text = ids.index(None) if None in ids else len(ids)
    template = Template(*((*some, None)[0] for some in (ids[:text], ids[text + 1 :])))
    expected = _post_processor(template, vocab)
    if expected is not None and expected != data["post_processor"]:
        raise ValueError("post_processor must be one token before all and one after each text, it has another form.")
    return template


def _tokens(data: Json, vocab: dict[str, int]) -> list[str]:
    """Return all tokens in the order of their ids, those that were added to the model's too."""
    ids = vocab | _added(data)
    if not all(isinstance(one, int) for one in ids.values()) or sorted(ids.values()) != list(range(len(ids))):
        raise ValueError(f"the ids of {len(ids)} tokens must be 0 to {len(ids) - 1}, some are left out or given twice.")
    return sorted(ids, key=ids.__getitem__)


def _added(data: Json) -> dict[str, int]:
    """Return the tokens added to the model's, which must be found just as they stand, and their ids."""
    ids = {}
    for token in part(data, "added_tokens", list):
        content = part(token, "content", str)
        for flag in ("lstrip", "rstrip", "single_word"):
            if find(token, flag):
                raise ValueError(f"added_tokens: {flag} must be false, it is true for {content!r}.")
        if not find(token, "special"):
            raise ValueError(f"added_tokens must be special, {content!r} is not.")
        ids[content] = part(token, "id", int)
    return ids
