"""Two texts and how they relate: paraphrase, entailment, similarity, translation, analogy."""

from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import csv_rows, json_lines, lines, path_of, tab_rows
from course_lib.corpora.records import Analogy, ScoredPair, TextPair, Translation

PARAPHRASES = {"0": "different", "1": "paraphrase"}


def pawsx_zh() -> Splits[TextPair]:
    """Chinese sentences that share their words, `paraphrase` or `different`."""
    rows = tab_rows(path_of("pawsx_zh/dev.tsv"))
    return {"all": tuple(TextPair(first, second, PARAPHRASES[mark]) for first, second, mark in rows)}


def snli() -> Splits[TextPair]:
    """Premise and hypothesis; pairs on which the annotators did not agree (label `-`) are left out."""
    rows = json_lines(path_of("snli/snli_1.0_dev.jsonl.gz"))
    records = (TextPair(row["sentence1"], row["sentence2"], row["gold_label"]) for row in rows)
    return {"all": tuple(record for record in records if record.label != "-")}


def stsb() -> Splits[ScoredPair]:
    """Sentences and their similarity from 0 to 5, in English and translated by machine into Chinese."""
    return {
        f"{language}_{split}": tuple(
            ScoredPair(first, second, float(score))
            for first, second, score in csv_rows(path_of(f"stsb/stsb-{language}-{split}.csv"))
        )
        for language in ("en", "zh")
        for split in ("dev", "test")
    }


def word_similarity() -> Splits[ScoredPair]:
    """Words and their similarity from 0 to 10; SimLex-999 counts likeness only, WordSim-353 relatedness too."""
    files = {"wordsim353": "EN-WS-353-ALL.txt", "simlex999": "EN-SIMLEX-999.txt"}
    return {
        split: tuple(ScoredPair(a, b, float(score)) for a, b, score in tab_rows(path_of(f"word_similarity/{name}")))
        for split, name in files.items()
    }


def word_analogy() -> Splits[Analogy]:
    """Fourteen kinds of analogies in English."""
    return {"test": _analogies("word_analogy/questions-words.txt")}


def ca8() -> Splits[Analogy]:
    """Analogies in Chinese about geography, nature, history and people."""
    return {"test": _analogies("ca8/semantic.txt")}


def _analogies(key: str) -> tuple[Analogy, ...]:
    found, section = [], ""
    for line in lines(path_of(key)):
        if line.startswith(":"):
            section = line[1:].strip()
        else:
            a, b, c, d = line.split()
            found.append(Analogy(a, b, c, d, section))
    return tuple(found)


def ntrex() -> Splits[Translation]:
    """News in English, translated into Chinese by professionals, in the order of the articles."""
    english = lines(path_of("ntrex/newstest2019-src.eng.txt"))
    chinese = lines(path_of("ntrex/newstest2019-ref.zho-CN.txt"))
    return {"test": tuple(Translation(*pair) for pair in zip(english, chinese, strict=True))}


def tatoeba_cmn() -> Splits[Translation]:
    """Short English sentences and their Chinese translations, often several, some in traditional characters."""
    return {"all": tuple(Translation(*row) for row in tab_rows(path_of("tatoeba_cmn/cmn.txt")))}
