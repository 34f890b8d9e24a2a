"""`load()`: every corpus by its name, a plain text or a data set of typed records.

The real ones are in the catalogue (`sms_spam`); those that need no download are made here (`town/reviews`,
`python/code`).
"""

from collections.abc import Callable
from inspect import getdoc
from pathlib import PurePosixPath
from typing import Any

from course_lib.corpora.catalogue import Entry, entries
from course_lib.corpora.dataset import Dataset, Splits, TextCorpus, split_by_hash
from course_lib.corpora.download import DownloadError, fetch
from course_lib.corpora.made_here import made_here
from course_lib.corpora.readers import bias, classification, files, generation, pairs, questions, tagging

READERS: dict[str, Callable[[], Splits[Any]]] = {
    "ads_short_answer": questions.ads_short_answer,
    "ag_news": classification.ag_news,
    "ca8": pairs.ca8,
    "chinese_poetry": generation.chinese_poetry,
    "clinc150": classification.clinc150,
    "crows_pairs": bias.crows_pairs,
    "csl_category": classification.csl_category,
    "csl_title": generation.csl_title,
    "fsdd_test": generation.fsdd_test,
    "gsm8k": questions.gsm8k,
    "hh_rlhf": generation.hh_rlhf,
    "humaneval": questions.humaneval,
    "litbank_events": tagging.litbank_events,
    "mbpp": questions.mbpp,
    "ntrex": pairs.ntrex,
    "pawsx_zh": pairs.pawsx_zh,
    "presidio_pii": tagging.presidio_pii,
    "pubmedqa": questions.pubmedqa,
    "scitldr": generation.scitldr,
    "self_instruct_seeds": generation.self_instruct_seeds,
    "semeval2010_task8": tagging.semeval2010_task8,
    "sentence_polarity": classification.sentence_polarity,
    "sms_spam": classification.sms_spam,
    "snips": tagging.snips,
    "snli": pairs.snli,
    "sst2": classification.sst2,
    "stsb": pairs.stsb,
    "tatoeba_cmn": pairs.tatoeba_cmn,
    "uner_zh": tagging.uner_zh,
    "unfair_tos_en": classification.unfair_tos_en,
    "up_ewt": tagging.up_ewt,
    "winobias": bias.winobias,
    "winogender": bias.winogender,
    "wnut17": tagging.wnut17,
    "word_analogy": pairs.word_analogy,
    "word_similarity": pairs.word_similarity,
    "xdailydialog": generation.xdailydialog,
    "xquad": questions.xquad,
    "xstest": classification.xstest,
}

# Where the source has one part only: what must not lie in two splits, and how to get it from a record.
SPLIT_BY: dict[str, tuple[str, Callable[[Any], str]]] = {
    "ag_news": ("text", lambda one: one.text),
    "csl_title": ("abstract", lambda one: one.document),
    "hh_rlhf": ("first turn", lambda one: one.prompt[0].text),
    "litbank_events": ("novel", lambda one: one.document),
    "pawsx_zh": ("first sentence", lambda one: one.first),
    "presidio_pii": ("text without the personal data", lambda one: one.masked()),
    "pubmedqa": ("question", lambda one: one.question),
    "sentence_polarity": ("text", lambda one: one.text),
    "sms_spam": ("text", lambda one: one.text),
    "snli": ("premise", lambda one: one.first),
    "sst2": ("text", lambda one: one.text),
    "tatoeba_cmn": ("English sentence", lambda one: one.source),
    "unfair_tos_en": ("document", lambda one: one.document),
}


def load(name: str) -> Any:
    """Return the corpus of this name, downloaded if it is a real one that is not here yet.

    Args:
        name: a data set of the catalogue, `sms_spam`; one text of a set of several, `wikitext2/valid.txt`; or one that
            is made here, `town/reviews`, `town/reviews/zh`, `python/code`.

    Returns:
        A `TextCorpus` for one plain text; else a `Dataset`. Where a set has several plain texts, each is a split.

    Raises:
        ValueError: if the catalogue has no such name, or it is one file of a set that is read as a whole.
        DownloadError: if a file is not here and cannot be fetched.
    """
    if name in made_here():
        return made_here()[name].make()
    found = entries(name)
    dataset = found[0].dataset
    if dataset not in READERS:
        return _text(found[0]) if len(found) == 1 else _several_texts(dataset, found)
    if name != dataset:
        raise ValueError(f"{name!r} is one file of a data set that is read as a whole: load({dataset!r}).")
    about, splits = getdoc(READERS[name]) or "", READERS[name]()
    if name in SPLIT_BY:
        what, key = SPLIT_BY[name]
        splits = split_by_hash(splits["all"], key)
        about += (
            f"\nThe source has one part. Split here by a hash of the {what}: about 80 % train, 10 % dev, 10 % test."
        )
    return _dataset(name, found, about, splits)


def _text(one: Entry) -> TextCorpus:
    return TextCorpus(one.name, files.text(fetch(one)), one.language, one.licence, one.citation)


def _several_texts(name: str, found: tuple[Entry, ...]) -> Dataset[TextCorpus]:
    splits = {PurePosixPath(one.key).stem: (_text(one),) for one in found}
    return _dataset(name, found, "Plain texts, one a split.", splits)


def _dataset(name: str, found: tuple[Entry, ...], about: str, splits: Splits[Any]) -> Dataset[Any]:
    """Return the data set with the metadata of its files, each fact once."""
    facts = {
        fact: "; ".join(dict.fromkeys(getattr(one, fact) for one in found))
        for fact in ("task", "language", "licence", "citation")
    }
    return Dataset(name, about=about, splits=splits, **facts)


def load_if_possible(name: str) -> Any:
    """Return `load(name)`; where a file is neither here nor to be fetched, say why and return None.

    For notebooks, which go on without a network.
    """
    try:
        return load(name)
    except DownloadError as error:
        print(f"Skipped: {error}")
        return None
