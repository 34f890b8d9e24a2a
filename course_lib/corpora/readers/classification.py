"""Texts with labels: spam, sentiment, topics, intents, unfair clauses, safe and unsafe requests."""

from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import csv_rows, json_file, lines, lines_in_zip, path_of, paths_of, tab_rows
from course_lib.corpora.records import Labelled, MultiLabelled

SENTIMENTS = {"0": "negative", "1": "positive"}
# Quotation marks and dashes of Windows-1252 that became control characters when the texts were put into UTF-8.
WINDOWS_MARKS = {code: bytes([code]).decode("cp1252") for code in range(0x91, 0x98)}
TOPICS = {"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"}


def sms_spam() -> Splits[Labelled]:
    """Messages, `ham` or `spam`."""
    rows = (line.split("\t", 1) for line in lines(path_of("sms_spam/sms.tsv")))
    return {"all": tuple(Labelled(message.translate(WINDOWS_MARKS), label) for label, message in rows)}


def sentence_polarity() -> Splits[Labelled]:
    """Sentences of film reviews, `positive` or `negative`.

    The original files are in latin-1, the ones in this archive in UTF-8.
    """
    archive = path_of("sentence_polarity/sentence_polarity.zip")
    files = (("positive", "rt-polarity.pos"), ("negative", "rt-polarity.neg"))
    return {
        "all": tuple(
            Labelled(sentence.strip().translate(WINDOWS_MARKS), label)
            for label, name in files
            for sentence in lines_in_zip(archive, f"sentence_polarity/{name}")
        )
    }


def sst2() -> Splits[Labelled]:
    """Sentences of film reviews, `negative` or `positive`, from the dev part of the treebank."""
    return {"all": tuple(Labelled(text, SENTIMENTS[mark]) for text, mark in tab_rows(path_of("sst2/dev.tsv")))}


def ag_news() -> Splits[Labelled]:
    """The title and the first sentences of news, a blank between them; four topics."""
    rows = csv_rows(path_of("ag_news/test.csv"))
    return {"all": tuple(Labelled(f"{title} {body}", TOPICS[mark]) for mark, title, body in rows)}


def csl_category() -> Splits[Labelled]:
    """Titles of Chinese papers and their discipline."""
    return {
        split: tuple(Labelled(title, label) for _, title, label in tab_rows(path_of(f"csl_category/{split}.tsv")))
        for split in ("train", "dev", "test")
    }


def clinc150() -> Splits[Labelled]:
    """Requests to an assistant: 150 intents, and in splits of their own the requests outside of them (`oos`)."""
    data = json_file(path_of("clinc150/data_small.json"))
    names = {"train": "train", "dev": "val", "test": "test"}
    names |= {f"out_of_scope_{ours}": f"oos_{theirs}" for ours, theirs in names.items()}
    return {ours: tuple(Labelled(text, label) for text, label in data[theirs]) for ours, theirs in names.items()}


def xstest() -> Splits[Labelled]:
    """Requests that only sound unsafe (`safe`), and ones that are (`unsafe`)."""
    rows = csv_rows(path_of("xstest/xstest_prompts.csv"))[1:]
    return {"test": tuple(Labelled(prompt, label) for _, prompt, _, label, *_ in rows)}


def unfair_tos_en() -> Splits[MultiLabelled]:
    """The sentences of 50 terms of service; a label such as `ltd2` is a kind of clause and a level, 3 the worst."""
    paths = paths_of("unfair_tos_en")
    records = (
        MultiLabelled(sentence, tuple(tags.split()), name.rpartition("/")[2].removesuffix(".txt"))
        for name, path in paths.items()
        if "/sentences/" in name
        for sentence, tags in zip(lines(path), lines(paths[name.replace("/sentences/", "/tags/")]), strict=True)
    )
    return {"all": tuple(records)}
